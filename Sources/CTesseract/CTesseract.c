#include "CTesseract.h"
#include <string.h>
#include <tesseract/capi.h>

// The handle is the engine itself under a name that needs none of its headers.
static TessBaseAPI *engine(ctesseract_reader *reader) { return (TessBaseAPI *)reader; }

ctesseract_reader *ctesseract_create(const char *folder, const char *language) {
  TessBaseAPI *api = TessBaseAPICreate();
  if (!api) return NULL;
  // Before the language: its loader already writes to the debug file.
  TessBaseAPISetVariable(api, "debug_file", "/dev/null");
  if (TessBaseAPIInit2(api, folder, language, OEM_LSTM_ONLY) != 0) {
    TessBaseAPIDelete(api);
    return NULL;
  }
  TessBaseAPISetPageSegMode(api, PSM_RAW_LINE);
  // Lines come dark on light: reading each one also inverted would double the time.
  TessBaseAPISetVariable(api, "tessedit_do_invert", "0");
  return (ctesseract_reader *)api;
}

void ctesseract_destroy(ctesseract_reader *reader) {
  if (reader) TessBaseAPIDelete(engine(reader));
}

int ctesseract_read_line(ctesseract_reader *reader, const uint8_t *pixels, int width, int height,
                         ctesseract_symbol *symbols, int capacity) {
  TessBaseAPI *api = engine(reader);
  TessBaseAPISetImage(api, pixels, width, height, 1, width);
  // Lines have no print resolution; a plausible one keeps the engine from estimating.
  TessBaseAPISetSourceResolution(api, 200);
  if (TessBaseAPIRecognize(api, NULL) != 0) {
    TessBaseAPIClear(api);
    return -1;
  }
  int count = 0;
  TessResultIterator *result = TessBaseAPIGetIterator(api);
  if (result) {
    do {
      char *text = TessResultIteratorGetUTF8Text(result, RIL_SYMBOL);
      if (text && *text && count < capacity && strlen(text) < sizeof symbols[count].text) {
        strcpy(symbols[count].text, text);
        symbols[count].confidence = TessResultIteratorConfidence(result, RIL_SYMBOL);
        count++;
      }
      if (text) TessDeleteText(text);
    } while (TessResultIteratorNext(result, RIL_SYMBOL));
    TessResultIteratorDelete(result);
  }
  TessBaseAPIClear(api);
  return count;
}

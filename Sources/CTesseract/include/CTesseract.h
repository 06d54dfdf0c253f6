// Tesseract for one line of text at a time, without its own headers.
#pragma once
#include <stdint.h>

/// One loaded language. Used by one thread at a time.
typedef struct ctesseract_reader ctesseract_reader;

/// One symbol of a line: UTF-8, ended by 0, and the engine's confidence in it, 0…100.
typedef struct ctesseract_symbol {
  char text[8];
  float confidence;
} ctesseract_symbol;

/// Loads `language`.traineddata from `folder` for reading raw lines; NULL if that is not possible.
ctesseract_reader *ctesseract_create(const char *folder, const char *language);
void ctesseract_destroy(ctesseract_reader *reader);

/// Reads one line of dark characters on light ground, one byte a pixel. Returns how many symbols were found, at most
/// `capacity`, or -1 when the engine failed.
int ctesseract_read_line(ctesseract_reader *reader, const uint8_t *pixels, int width, int height,
                         ctesseract_symbol *symbols, int capacity);

#pragma once
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// A picture as grey pixels, with its colours at hand for small cuts. Buffers are kept from one picture to the next.
typedef struct cvision_picture cvision_picture;

typedef enum cvision_format {
  CVISION_GREY,
  CVISION_BGR,
  CVISION_RGB,
  CVISION_YUYV,
  CVISION_UYVY,
  CVISION_NV12
} cvision_format;

/// An empty picture, or NULL when there is no memory.
cvision_picture *cvision_picture_create(void);
void cvision_picture_destroy(cvision_picture *picture);

/// Decodes a JPEG, PNG, BMP, TIFF, WebP … and turns it upright by its EXIF orientation. Of a JPEG of a megabyte or more the colours
/// are kept at half its width and height.
int cvision_picture_decode(cvision_picture *picture, const uint8_t *bytes, size_t count);

/// Looks at pixels where they are. `bytes` must stay valid and unchanged until the next decode, view, forget or destroy.
int cvision_picture_view(cvision_picture *picture, const uint8_t *bytes, size_t count, int width, int height,
                         size_t bytes_per_row, cvision_format format);

/// Lets go of what was decoded or is looked at: an empty picture, which keeps its buffers.
void cvision_picture_forget(cvision_picture *picture);

int cvision_picture_width(const cvision_picture *picture);
int cvision_picture_height(const cvision_picture *picture);
/// 0 if the picture never had colours.
int cvision_picture_is_coloured(const cvision_picture *picture);

/// Cuts the quadrilateral `corners` (x, y of top left, top right, bottom right, bottom left, in pixels) out of the
/// picture as an upright rectangle: `width * height` grey bytes. Beyond the picture's edge the edge is repeated.
int cvision_picture_cut_grey(const cvision_picture *picture, const double corners[8], int width, int height,
                             uint8_t *pixels);
/// The same in colour: `width * height * 3` bytes, blue, green, red. Fails on a picture without colours.
int cvision_picture_cut_bgr(const cvision_picture *picture, const double corners[8], int width, int height,
                            uint8_t *pixels);

/// The whole picture made small: `width * height * 3` bytes, blue, green, red. Each of its rows shows four rows of the picture,
/// which is enough to tell its colours. Fails on a picture without colours.
int cvision_picture_thumbnail_bgr(const cvision_picture *picture, int width, int height, uint8_t *pixels);

/// The picture, or its upright box x, y, width, height, as a JPEG of `quality` 1…100. The buffer is the caller's: give
/// it back with cvision_buffer_free.
int cvision_picture_encode_jpeg(const cvision_picture *picture, int x, int y, int width, int height, int quality,
                                uint8_t **bytes, size_t *count);
/// The same with polygons blackened: `corners` is x, y of one polygon after the other, `sizes` how many corners each has.
int cvision_picture_encode_masked_jpeg(const cvision_picture *picture, int x, int y, int width, int height, int quality,
                                       const double *corners, const int32_t *sizes, int32_t polygons, uint8_t **bytes,
                                       size_t *count);
void cvision_buffer_free(uint8_t *bytes);

/// Scales grey pixels by area: right for shrinking, and like bilinear for enlarging.
int cvision_scale_grey(const uint8_t *from, int from_width, int from_height, uint8_t *to, int to_width, int to_height);

#ifdef __cplusplus
}
#endif

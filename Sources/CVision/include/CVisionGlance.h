#pragma once
#include "CVisionPicture.h"
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// A frame as a small grey picture of `to_width` x `to_height` bytes, for a fraction of a whole conversion: of pixels
/// only every few rows are looked at, and a JPEG is decoded at an eighth to half of its size.
///
/// `format` is not used for a JPEG, whose `bytes_per_row` is 0; `width` and `height` are then those it is said to have.
int cvision_glance(const uint8_t *bytes, size_t count, int width, int height, size_t bytes_per_row,
                   cvision_format format, uint8_t *pixels, int to_width, int to_height);

#ifdef __cplusplus
}
#endif

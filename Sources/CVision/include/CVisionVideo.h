#pragma once
#include "CVisionPicture.h"
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// Pixels in memory of their own, three bytes each: blue, green, red. Rows stand one right after the other.
typedef struct cvision_pixels {
  uint8_t *bytes;
  int32_t width;
  int32_t height;
} cvision_pixels;

void cvision_pixels_free(uint8_t *bytes);

/// An open video file. Used by one thread at a time.
typedef struct cvision_video cvision_video;

typedef enum cvision_video_result { CVISION_VIDEO_FRAME, CVISION_VIDEO_END, CVISION_VIDEO_ERROR } cvision_video_result;

/// NULL if the file cannot be opened as a video; cvision_message() then says why, as after CVISION_VIDEO_ERROR.
cvision_video *cvision_video_open(const char *path);
/// A stream such as rtsp://, with limits in milliseconds for opening it and for each frame; NULL if it does not open.
cvision_video *cvision_video_open_stream(const char *address, int open_limit, int read_limit);
void cvision_video_close(cvision_video *video);
/// Frames per second as the file says; 0 if it does not.
double cvision_video_rate(const cvision_video *video);
/// The next frame. On CVISION_VIDEO_FRAME, `into` is the caller's: give `bytes` back with cvision_pixels_free.
cvision_video_result cvision_video_read(cvision_video *video, cvision_pixels *into);

/// A still picture (PNG, BMP, TIFF, WebP …), turned upright. 0 if it can be decoded, and `into` is the caller's; else 1.
int cvision_still_decode(const uint8_t *bytes, size_t count, cvision_pixels *into);

/// Brightness of an encoded picture in `columns * rows` fields, decoded at an eighth of its size. 0 if it can be decoded.
int cvision_still_levels(const uint8_t *bytes, size_t count, int columns, int rows, uint8_t *levels);

/// Raw pixels as a PNG. 0 if done, and `bytes` is the caller's: give it back with cvision_pixels_free; else 1.
int cvision_still_encode_png(const uint8_t *pixels, int width, int height, size_t bytes_per_row, cvision_format format,
                             uint8_t **bytes, size_t *count);

#ifdef __cplusplus
}
#endif

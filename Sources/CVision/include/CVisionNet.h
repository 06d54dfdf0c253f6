#pragma once
#include "CVisionPicture.h"
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// A network read from an ONNX file, with one grey input picture and one output. Its output buffer is reused.
typedef struct cvision_net cvision_net;

/// Which code computes a network; what it computes is the same but for rounding.
typedef enum {
  /// oneDNN and `Winograd` where they help, OpenCV's on a processor without AVX2 or where they err.
  cvision_net_fastest,
  /// Every layer by OpenCV: slower, and what `cvision_net_fastest` is tested against.
  cvision_net_reference,
} cvision_net_code;

/// Which sizes of input a network will be given.
typedef enum {
  cvision_net_any_size,
  /// That of the first alone: where oneDNN computes it, OpenCV's copy of the weights is given back.
  cvision_net_one_size,
} cvision_net_sizes;

int cvision_net_load(const char *path, cvision_net_code code, cvision_net_sizes sizes, cvision_net **net);
void cvision_net_destroy(cvision_net *net);

/// Whether OpenCV computes it, also where the fastest code was asked for: known from the first run on.
int cvision_net_is_reference(const cvision_net *net);

/// Runs the network over the picture from its pixel (`left`, `top`) on, scaled by `scale` to the top left of a black
/// `width` x `height` input; what does not fit in is left out.
///
/// `output` points to `shape[0] * … * shape[3]` floats and is valid until the next run; a shape of fewer dimensions is
/// filled up with leading ones.
int cvision_net_run_picture(cvision_net *net, const cvision_picture *picture, int left, int top, double scale,
                            int width, int height, const float **output, int shape[4]);

/// Runs the network over grey pixels that are its whole input.
int cvision_net_run_pixels(cvision_net *net, const uint8_t *pixels, int width, int height, const float **output,
                           int shape[4]);

#ifdef __cplusplus
}
#endif

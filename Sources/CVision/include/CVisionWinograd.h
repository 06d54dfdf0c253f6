#pragma once

#ifdef __cplusplus
extern "C" {
#endif

/// A convolution with a kernel of three columns: of what is read, rows of the kernel, from one output to the next, and of nought above.
typedef struct {
  int inputs, outputs; // channels
  int height, width;
  int kernel_height, stride, above;
  int output_height;
  int gap; // columns from one of the kernel's to the next, and of nought on either side
} cvision_winograd_shape;

/// One convolution as the networks compute it on processors with AVX2, by itself, for whoever holds it against a plain sum.
///
/// Maps are in blocks of eight channels (block, row, column, channel), `weights` are output x input x row x column, `offsets` one for each
/// output. It is an error if the networks would not compute such a shape so, or if more was written than there is room for.
int cvision_winograd_convolve(const cvision_winograd_shape *shape, const float *input, const float *weights, const float *offsets,
                              int with_relu, float *output);

#ifdef __cplusplus
}
#endif

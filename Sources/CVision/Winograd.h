// Convolutions with kernels of three columns by Winograd's algorithm, for processors with AVX2.
#pragma once
#include <cstddef>

namespace cvision {

// oneDNN has the algorithm (Lavin and Gray 2015, "Fast algorithms for convolutional neural networks") for AVX-512 alone, which most
// PCs do not have. Of a 3 x 3 convolution it leaves a quarter of the multiplications: four outputs of a row take six of them instead
// of twelve, and so do four of a column. On AVX2 it takes a third to a half of the time of oneDNN's direct kernels.
//
// Maps are in blocks of eight channels, as oneDNN's `nChw8c`. Where the kernel has three rows and no stride both directions are
// transformed (with two rows of outputs at once in low maps); else the columns alone, and the kernel's rows are added up.
class Winograd {
public:
  struct Shape {
    int inputs, outputs; // channels
    int height, width; // of what is read; what is made is as wide
    int kernelHeight, stride, above; // rows: of the kernel, from one output to the next, of nought above
    int outputHeight;
    int gap; // columns from one of the kernel's to the next
  };

  // Whether this processor can, and it is worth while. Of one picture: a batch has none but the first.
  static bool suits(const Shape &shape);

  explicit Winograd(const Shape &shape);

  // How many numbers the weights and a run's scratch room take.
  size_t weightCount() const;
  size_t roomCount() const;

  // `weights` as OpenCV has them: outputs x inputs x kernelHeight x 3, one after the other.
  void prepare(const float *weights, float *prepared) const;

  // `offsets`: one for each output channel, `room`: what nobody else uses meanwhile.
  void run(const float *input, const float *prepared, const float *offsets, bool withRelu, float *room, float *output) const;

private:
  // Rows of outputs that are made together, and of what is transformed for them; 1 and 1 where columns alone are.
  int rowsMade() const { return isTwoWay ? (shape.outputHeight < 4 ? 2 : 4) : 1; }
  int rowsRead() const { return isTwoWay ? rowsMade() + 2 : 1; }
  int kernelRows() const { return isTwoWay ? 1 : shape.kernelHeight; }
  int tileColumns() const;
  int tileRows() const;
  int tileRowsAtOnce() const;
  // From one row of tiles to the next, of what is transformed; and how much of that so many rows of tiles read.
  int rowStep() const { return isTwoWay ? 1 : shape.stride; }
  size_t rowsKept(int tileRows) const;
  void multiply(const float *weights, const float *transformed, int rows, float *products) const;

  Shape shape;
  bool isTwoWay;
};

} // namespace cvision

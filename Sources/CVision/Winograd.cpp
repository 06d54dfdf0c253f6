#include "Winograd.h"
#include <algorithm>
#include <cmath>
#include <cstring>
#include <opencv2/core.hpp>

namespace cvision {
namespace {

// Of a tile: columns of outputs, of inputs.
constexpr int madeColumns = 4, readColumns = 6, mostKernelRows = 3;

// What stays near the processor from one use to the next.
constexpr size_t nearNumbers = 1 << 16;

} // namespace

bool Winograd::suits(const Shape &shape) {
  static const bool isAble = cv::checkHardwareSupport(CV_CPU_AVX2) && cv::checkHardwareSupport(CV_CPU_FMA3);
  const Winograd winograd(shape);
  if (!isAble || shape.inputs % 8 != 0 || shape.outputs % 8 != 0 || shape.kernelHeight > mostKernelRows) return false;
  // Of one or two tiles most of the time goes by for reading the weights, which are two to four times as many as they were; what is not
  // near the processor any more when it is read again gains nothing either.
  return winograd.tileRows() * winograd.tileColumns() > 2 && (winograd.isTwoWay || winograd.roomCount() <= nearNumbers);
}

Winograd::Winograd(const Shape &shape)
    : shape(shape), isTwoWay(shape.kernelHeight == 3 && shape.stride == 1 && shape.above == 1 && shape.outputHeight == shape.height &&
                             shape.height > 1) {}

size_t Winograd::weightCount() const {
  return size_t(rowsRead()) * readColumns * kernelRows() * shape.inputs * shape.outputs;
}

int Winograd::tileColumns() const {
  const int each = (shape.width + shape.gap - 1) / shape.gap;
  return (each + madeColumns - 1) / madeColumns * shape.gap;
}

int Winograd::tileRows() const { return (shape.outputHeight + rowsMade() - 1) / rowsMade(); }

int Winograd::tileRowsAtOnce() const {
  if (!isTwoWay) return tileRows();
  const size_t numbers = size_t(rowsRead()) * readColumns * tileColumns() * (shape.inputs + shape.outputs);
  return int(std::clamp<size_t>(nearNumbers / numbers, 1, tileRows()));
}

size_t Winograd::rowsKept(int tileRows) const { return (tileRows - 1) * rowStep() + kernelRows(); }

size_t Winograd::roomCount() const {
  return size_t(rowsRead()) * readColumns * tileColumns() * (rowsKept(tileRowsAtOnce()) * shape.inputs + tileRowsAtOnce() * shape.outputs);
}

// What follows runs where `suits` has said yes, and nowhere else.
#if defined(__x86_64__)
#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#endif

namespace {

// Of eight channels.
typedef float Eight __attribute__((vector_size(32)));

Eight load(const float *from) {
  Eight value;
  std::memcpy(&value, from, sizeof value);
  return value;
}

void store(float *to, Eight value) { std::memcpy(to, &value, sizeof value); }

// Of one direction: `Made` outputs from `Made + 2` inputs; one alone is not transformed.
template <int Made> struct Transform;

template <> struct Transform<1> {
  static void input(const Eight x[1], Eight to[1]) { to[0] = x[0]; }
  static void output(const Eight m[1], Eight to[1]) { to[0] = m[0]; }
};

template <> struct Transform<2> {
  static constexpr float weights[4][3] = {{1, 0, 0}, {0.5f, 0.5f, 0.5f}, {0.5f, -0.5f, 0.5f}, {0, 0, 1}};

  static void input(const Eight x[4], Eight to[4]) {
    to[0] = x[0] - x[2];
    to[1] = x[1] + x[2];
    to[2] = x[2] - x[1];
    to[3] = x[1] - x[3];
  }

  static void output(const Eight m[4], Eight to[2]) {
    to[0] = m[0] + m[1] + m[2];
    to[1] = m[1] - m[2] - m[3];
  }
};

template <> struct Transform<4> {
  static constexpr float weights[6][3] = {{1 / 4.f, 0, 0},
                                          {-1 / 6.f, -1 / 6.f, -1 / 6.f},
                                          {-1 / 6.f, 1 / 6.f, -1 / 6.f},
                                          {1 / 24.f, 1 / 12.f, 1 / 6.f},
                                          {1 / 24.f, -1 / 12.f, 1 / 6.f},
                                          {0, 0, 1}};

  static void input(const Eight x[6], Eight to[6]) {
    const Eight a = x[4] - 4 * x[2], b = x[3] - 4 * x[1], c = x[4] - x[2], d = 2 * (x[3] - x[1]);
    to[0] = 4 * x[0] - 5 * x[2] + x[4];
    to[1] = a + b;
    to[2] = a - b;
    to[3] = c + d;
    to[4] = c - d;
    to[5] = 4 * x[1] - 5 * x[3] + x[5];
  }

  static void output(const Eight m[6], Eight to[4]) {
    const Eight a = m[1] + m[2], b = m[1] - m[2], c = m[3] + m[4], d = m[3] - m[4];
    to[0] = m[0] + a + c;
    to[1] = b + 2 * d;
    to[2] = a + 4 * c;
    to[3] = b + 8 * d + m[5];
  }
};

template <int Made> constexpr int readFor = Made == 1 ? 1 : Made + 2;

// Where a tile's outputs begin: with a gap, columns that far apart make tiles of their own.
int firstMade(const Winograd::Shape &shape, int column) {
  return column % shape.gap + column / shape.gap * madeColumns * shape.gap;
}

// A tile's inputs, transformed in both directions.
template <int Made, bool IsInside>
void transformTile(const Winograd::Shape &shape, const float *map, int firstRow, int firstColumn, size_t stepOfPosition, float *to) {
  constexpr int read = readFor<Made>;
  Eight across[read][readColumns];
  for (int y = 0; y < read; y++) {
    const int row = firstRow + y;
    Eight x[readColumns];
    for (int i = 0; i < readColumns; i++) {
      const int column = firstColumn + i * shape.gap;
      x[i] = IsInside || (row >= 0 && row < shape.height && column >= 0 && column < shape.width)
                 ? load(map + (ptrdiff_t(row) * shape.width + column) * 8)
                 : Eight{};
    }
    Transform<madeColumns>::input(x, across[y]);
  }
  for (int i = 0; i < readColumns; i++) {
    Eight x[read], down[read];
    for (int y = 0; y < read; y++) x[y] = across[y][i];
    Transform<Made>::input(x, down);
    for (int y = 0; y < read; y++) store(to + (y * readColumns + i) * stepOfPosition, down[y]);
  }
}

// A row of tiles.
template <int Made>
void transformInput(const Winograd::Shape &shape, const float *input, int firstRow, int columns, size_t stepOfPosition, float *to) {
  const bool rowsAreInside = firstRow >= 0 && firstRow + readFor<Made> <= shape.height;
  for (int block = 0; block < shape.inputs / 8; block++) {
    const float *map = input + size_t(block) * shape.height * shape.width * 8;
    for (int column = 0; column < columns; column++) {
      const int first = firstMade(shape, column) - shape.gap;
      const bool isInside = rowsAreInside && first >= 0 && first + (readColumns - 1) * shape.gap < shape.width;
      (isInside ? transformTile<Made, true> : transformTile<Made, false>)(shape, map, firstRow, first, stepOfPosition,
                                                                          to + size_t(column) * shape.inputs + block * 8);
    }
  }
}

template <int Made>
void transformOutput(const Winograd::Shape &shape, const float *products, int firstRow, int columns, size_t stepOfPosition,
                     const float *offsets, bool withRelu, float *output) {
  constexpr int read = readFor<Made>;
  for (int block = 0; block < shape.outputs / 8; block++) {
    const Eight offset = load(offsets + block * 8), least = Eight{} + (withRelu ? 0 : -INFINITY);
    for (int column = 0; column < columns; column++) {
      const float *place = products + size_t(column) * shape.outputs + block * 8;
      Eight down[readColumns][Made];
      for (int i = 0; i < readColumns; i++) {
        Eight m[read];
        for (int y = 0; y < read; y++) m[y] = load(place + (y * readColumns + i) * stepOfPosition);
        Transform<Made>::output(m, down[i]);
      }
      for (int y = 0; y < std::min(Made, shape.outputHeight - firstRow); y++) {
        Eight m[readColumns], made[madeColumns];
        for (int i = 0; i < readColumns; i++) m[i] = down[i][y];
        Transform<madeColumns>::output(m, made);
        float *to = output + (size_t(block) * shape.outputHeight + firstRow + y) * shape.width * 8;
        for (int i = 0, at = firstMade(shape, column); i < madeColumns && at < shape.width; i++, at += shape.gap) {
          const Eight sum = made[i] + offset;
          store(to + at * 8, sum < least ? least : sum); // what is no number stays none
        }
      }
    }
  }
}

// Products of some tiles and some blocks of eight output channels, as many as stay in the processor's sixteen registers.
template <int Tiles, int Blocks>
void product(const float *const *rows, int kernelRows, int inputs, const float *weights, int outputs, float *to) {
  Eight sums[Tiles][Blocks];
  for (auto &tile : sums) std::fill_n(tile, Blocks, Eight{});
  for (int k = 0; k < kernelRows; k++) {
    const float *from = rows[k];
    for (int input = 0; input < inputs; input++, weights += Blocks * 8) {
      // The next weights come from afar, and in order: what is read once a run is in no cache.
      __builtin_prefetch(weights + 512);
      Eight weight[Blocks];
      for (int block = 0; block < Blocks; block++) weight[block] = load(weights + block * 8);
      for (int tile = 0; tile < Tiles; tile++) {
        const float x = from[size_t(tile) * inputs + input];
        for (int block = 0; block < Blocks; block++) sums[tile][block] += x * weight[block];
      }
    }
  }
  for (int tile = 0; tile < Tiles; tile++)
    for (int block = 0; block < Blocks; block++) store(to + size_t(tile) * outputs + block * 8, sums[tile][block]);
}

using Multiply = void (*)(const float *const *, int, int, const float *, int, float *);

constexpr int mostTiles(int blocks) { return blocks == 3 ? 3 : 6; }

Multiply multiplier(int tiles, int blocks) {
  static constexpr Multiply one[] = {product<1, 1>, product<2, 1>, product<3, 1>, product<4, 1>, product<5, 1>, product<6, 1>};
  static constexpr Multiply two[] = {product<1, 2>, product<2, 2>, product<3, 2>, product<4, 2>, product<5, 2>, product<6, 2>};
  static constexpr Multiply three[] = {product<1, 3>, product<2, 3>, product<3, 3>};
  return (blocks == 1 ? one : blocks == 2 ? two : three)[tiles - 1];
}

// The first part of so many in as few parts as can be, of like size.
int evenly(int left, int most) {
  const int parts = (left + most - 1) / most;
  return (left + parts - 1) / parts;
}

// Blocks that are computed together, of so many that are left: two, and three where one would be left alone.
int together(int left) { return left % 2 == 0 ? 2 : std::min(left, 3); }

} // namespace

void Winograd::prepare(const float *weights, float *prepared) const {
  const int read = rowsRead(), blocks = shape.outputs / 8;
  const auto &across = Transform<madeColumns>::weights;
  for (int y = 0; y < read; y++)
    for (int x = 0; x < readColumns; x++)
      for (int block = 0; block < blocks;) {
        const int width = together(blocks - block) * 8;
        for (int k = 0; k < kernelRows(); k++)
          for (int input = 0; input < shape.inputs; input++)
            for (int i = 0; i < width; i++) {
              const float *kernel = weights + (size_t(block * 8 + i) * shape.inputs + input) * shape.kernelHeight * 3;
              double sum = 0;
              for (int row = 0; row < shape.kernelHeight; row++) {
                const double down = !isTwoWay ? row == k : rowsMade() == 4 ? Transform<4>::weights[y][row] : Transform<2>::weights[y][row];
                for (int column = 0; column < 3; column++) sum += down * across[x][column] * kernel[row * 3 + column];
              }
              *prepared++ = float(sum);
            }
        block += width / 8;
      }
}

void Winograd::run(const float *input, const float *prepared, const float *offsets, bool withRelu, float *room, float *output) const {
  const int made = rowsMade(), atOnce = tileRowsAtOnce();
  const auto inputs = made == 4 ? transformInput<4> : made == 2 ? transformInput<2> : transformInput<1>;
  const auto outputs = made == 4 ? transformOutput<4> : made == 2 ? transformOutput<2> : transformOutput<1>;
  const size_t rowOfInputs = size_t(tileColumns()) * shape.inputs, rowOfOutputs = size_t(tileColumns()) * shape.outputs;
  const size_t inputStep = rowOfInputs * rowsKept(atOnce), outputStep = rowOfOutputs * atOnce;
  float *const products = room + rowsRead() * readColumns * inputStep;
  for (int first = 0; first < tileRows(); first += atOnce) {
    const int rows = std::min(atOnce, tileRows() - first);
    for (int row = 0; row < int(rowsKept(rows)); row++)
      inputs(shape, input, (first + row) * made - shape.above, tileColumns(), inputStep, room + row * rowOfInputs);
    multiply(prepared, room, rows, products);
    for (int row = 0; row < rows; row++)
      outputs(shape, products + row * rowOfOutputs, (first + row) * made, tileColumns(), outputStep, offsets, withRelu, output);
  }
}

void Winograd::multiply(const float *weights, const float *transformed, int rows, float *products) const {
  const int columns = tileColumns(), blocks = shape.outputs / 8;
  const size_t rowOfInputs = size_t(columns) * shape.inputs, rowOfOutputs = size_t(columns) * shape.outputs;
  for (int position = 0; position < rowsRead() * readColumns; position++) {
    const float *from = transformed + position * rowOfInputs * rowsKept(tileRowsAtOnce());
    float *to = products + position * rowOfOutputs * tileRowsAtOnce();
    for (int block = 0; block < blocks;) {
      const int width = together(blocks - block);
      for (int row = 0; row < rows; row++)
        for (int column = 0; column < columns;) {
          const int tiles = evenly(columns - column, mostTiles(width));
          const float *kernelRow[mostKernelRows];
          for (int k = 0; k < kernelRows(); k++)
            kernelRow[k] = from + (row * rowStep() + k) * rowOfInputs + size_t(column) * shape.inputs;
          multiplier(tiles, width)(kernelRow, kernelRows(), shape.inputs, weights, shape.outputs,
                                   to + row * rowOfOutputs + size_t(column) * shape.outputs + block * 8);
          column += tiles;
        }
      weights += size_t(kernelRows()) * shape.inputs * width * 8;
      block += width;
    }
  }
}

#if defined(__x86_64__)
#pragma clang attribute pop
#endif

} // namespace cvision

#include "CVisionWinograd.h"
#include "Guard.h"
#include "Winograd.h"
#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <vector>

namespace {

// Numbers with others behind them that must stay as they are.
class Guarded {
public:
  explicit Guarded(size_t count) : count(count), numbers(count + behind, NAN) { std::fill_n(numbers.begin() + count, behind, 7.f); }

  float *begin() { return numbers.data(); }
  bool isWhole() const {
    return std::all_of(numbers.begin() + count, numbers.end(), [](float number) { return number == 7; });
  }

private:
  static constexpr size_t behind = 256;
  size_t count;
  std::vector<float> numbers;
};

} // namespace

int cvision_winograd_convolve(const cvision_winograd_shape *shape, const float *input, const float *weights, const float *offsets,
                              int with_relu, float *output) {
  return cvision::guarded([&] {
    const cvision::Winograd::Shape asked{shape->inputs,        shape->outputs, shape->height, shape->width,         shape->kernel_height,
                                         shape->stride,        shape->above,   shape->output_height, shape->gap};
    if (!cvision::Winograd::suits(asked)) throw std::runtime_error("the shape is computed otherwise, or the processor has no AVX2");
    const cvision::Winograd winograd(asked);
    Guarded prepared(winograd.weightCount()), room(winograd.roomCount()),
        made(size_t(asked.outputs) * asked.outputHeight * asked.width);
    winograd.prepare(weights, prepared.begin());
    winograd.run(input, prepared.begin(), offsets, with_relu != 0, room.begin(), made.begin());
    if (!prepared.isWhole() || !room.isWhole() || !made.isWhole()) throw std::runtime_error("more was written than there is room for");
    std::copy_n(made.begin(), size_t(asked.outputs) * asked.outputHeight * asked.width, output);
  });
}

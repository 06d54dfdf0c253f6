// The memory of one network, which all its plans use: only one of them runs at a time.
#pragma once
#include <dnnl.hpp>
#include <functional>
#include <map>
#include <vector>

namespace cvision {

dnnl::engine &processor();

class NetMemory {
public:
  NetMemory();
  ~NetMemory();
  NetMemory(const NetMemory &) = delete;
  NetMemory &operator=(const NetMemory &) = delete;

  // A new plan begins: all room is free again.
  void startOver() { taken.clear(); }
  // Room of this layout, which nobody else has until it is released.
  dnnl::memory room(const dnnl::memory::desc &layout);
  void release(const dnnl::memory &room);

  // A layer's weights in the layout that a plan wants, put in order once.
  dnnl::memory weights(int layer, const dnnl::memory &asRead, const dnnl::memory::desc &layout, dnnl::stream &stream);
  // The same, put in order by `fill`.
  dnnl::memory kept(int layer, const dnnl::memory::desc &layout, const std::function<void(const dnnl::memory &)> &fill);
  // None is wanted any longer; what plans have they keep.
  void forgetWeights() { ordered.clear(); }

private:
  // Addresses that never move, since plans keep them; the system gives memory to those alone that are used, which is what
  // the largest plan needs.
  static constexpr size_t reserved = size_t(1) << 30;
  char *start;
  // By where it begins, the end of what is taken.
  std::map<size_t, size_t> taken;
  std::map<int, std::vector<dnnl::memory>> ordered;
};

} // namespace cvision

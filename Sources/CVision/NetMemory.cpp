#include "NetMemory.h"
#include <new>
#include <sys/mman.h>

using dnnl::memory;

namespace cvision {

dnnl::engine &processor() {
  static dnnl::engine engine = [] {
    // Code that oneDNN keeps to save making it again, also of plans that are gone: by default 30 MB more.
    dnnl::set_primitive_cache_capacity(32);
    return dnnl::engine(dnnl::engine::kind::cpu, 0);
  }();
  return engine;
}

NetMemory::NetMemory() {
  void *made = mmap(nullptr, reserved, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (made == MAP_FAILED) throw std::bad_alloc();
  start = static_cast<char *>(made);
}

NetMemory::~NetMemory() { munmap(start, reserved); }

memory NetMemory::room(const memory::desc &layout) {
  const size_t bytes = (layout.get_size() + 63) / 64 * 64;
  size_t at = 0;
  for (const auto &[from, to] : taken) {
    if (from - at >= bytes) break;
    at = to;
  }
  if (at + bytes > reserved) throw std::bad_alloc();
  taken[at] = at + bytes;
  return memory(layout, processor(), start + at);
}

void NetMemory::release(const memory &room) {
  taken.erase(size_t(static_cast<char *>(room.get_data_handle()) - start));
}

memory NetMemory::weights(int layer, const memory &asRead, const memory::desc &layout, dnnl::stream &stream) {
  return kept(layer, layout, [&](const memory &to) {
    memory read = asRead, made = to;
    dnnl::reorder(read, made).execute(stream, read, made);
  });
}

memory NetMemory::kept(int layer, const memory::desc &layout, const std::function<void(const memory &)> &fill) {
  auto &known = ordered[layer];
  for (const auto &one : known)
    if (one.get_desc() == layout) return one;
  const memory made(layout, processor());
  fill(made);
  return known.emplace_back(made);
}

} // namespace cvision

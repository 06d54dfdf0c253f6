#define _GNU_SOURCE
#include "CV4L2.h"
#include <sys/mman.h>

int cv4l2_detach(void *address, size_t length) {
  void *copy = mmap(NULL, length, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (copy == MAP_FAILED) return errno;
  memcpy(copy, address, length);
  mprotect(copy, length, PROT_READ);
  // Moving a mapping onto another replaces it in one step: a thread that reads there never meets a hole.
  if (mremap(copy, length, length, MREMAP_MAYMOVE | MREMAP_FIXED, address) != MAP_FAILED) return 0;
  int code = errno;
  munmap(copy, length);
  return code;
}

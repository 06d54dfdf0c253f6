#pragma once
#include <stdint.h>

// A capture loop in plain C with nothing around it: the yardstick of what capturing must cost.
typedef struct cv4l2_bare_result {
  uint32_t frames;
  // CPU time of the calling thread over the streaming alone.
  int64_t cpu_nanoseconds;
  int64_t wall_nanoseconds;
} cv4l2_bare_result;

// Streams for `seconds` in the format that is set; gives each buffer back at once. 0, or the errno.
int cv4l2_bare_capture(const char *path, double seconds, cv4l2_bare_result *result);

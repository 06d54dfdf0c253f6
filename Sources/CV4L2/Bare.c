#include "CV4L2Bare.h"
#include "CV4L2.h"
#include <fcntl.h>
#include <poll.h>
#include <sys/mman.h>
#include <unistd.h>

enum { most = 8 };

static int64_t clock_of(clockid_t which) {
  struct timespec now;
  clock_gettime(which, &now);
  return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

static int stream(int descriptor, double seconds, cv4l2_bare_result *result) {
  int64_t start = clock_of(CLOCK_MONOTONIC), cpu = clock_of(CLOCK_THREAD_CPUTIME_ID);
  int64_t end = start + (int64_t)(seconds * 1e9);
  int code = 0;
  while (code == 0 && clock_of(CLOCK_MONOTONIC) < end) {
    struct pollfd watched = {descriptor, POLLIN, 0};
    if (poll(&watched, 1, 2000) == 0) return ETIMEDOUT;
    struct v4l2_buffer buffer = {.type = V4L2_BUF_TYPE_VIDEO_CAPTURE, .memory = V4L2_MEMORY_MMAP};
    code = cv4l2_call(descriptor, VIDIOC_DQBUF, &buffer);
    if (code == EAGAIN) {
      code = 0;
      continue;
    }
    if (code == 0) code = cv4l2_call(descriptor, VIDIOC_QBUF, &buffer);
    result->frames++;
  }
  result->cpu_nanoseconds = clock_of(CLOCK_THREAD_CPUTIME_ID) - cpu;
  result->wall_nanoseconds = clock_of(CLOCK_MONOTONIC) - start;
  return code;
}

int cv4l2_bare_capture(const char *path, double seconds, cv4l2_bare_result *result) {
  memset(result, 0, sizeof *result);
  int descriptor = open(path, O_RDWR | O_NONBLOCK | O_CLOEXEC);
  if (descriptor < 0) return errno;
  struct v4l2_requestbuffers request = {
      .count = 6, .type = V4L2_BUF_TYPE_VIDEO_CAPTURE, .memory = V4L2_MEMORY_MMAP};
  void *memory[most];
  size_t lengths[most];
  uint32_t count = 0;
  int code = cv4l2_call(descriptor, VIDIOC_REQBUFS, &request);
  while (code == 0 && count < request.count && count < most) {
    struct v4l2_buffer buffer = {
        .index = count, .type = V4L2_BUF_TYPE_VIDEO_CAPTURE, .memory = V4L2_MEMORY_MMAP};
    code = cv4l2_call(descriptor, VIDIOC_QUERYBUF, &buffer);
    if (code != 0) break;
    lengths[count] = buffer.length;
    memory[count] = mmap(0, buffer.length, PROT_READ, MAP_SHARED, descriptor, buffer.m.offset);
    if (memory[count] == MAP_FAILED) {
      code = errno;
      break;
    }
    count++;
    code = cv4l2_call(descriptor, VIDIOC_QBUF, &buffer);
  }
  if (code == 0) code = cv4l2_stream_on(descriptor, V4L2_BUF_TYPE_VIDEO_CAPTURE);
  if (code == 0) code = stream(descriptor, seconds, result);
  cv4l2_stream_off(descriptor, V4L2_BUF_TYPE_VIDEO_CAPTURE);
  for (uint32_t i = 0; i < count; i++) munmap(memory[i], lengths[i]);
  close(descriptor);
  return code;
}

// What Swift cannot take from <linux/videodev2.h> by itself: the VIDIOC_* macros, the variadic ioctl, and
// the two system calls that a capture thread needs beside it.
// Every ioctl is repeated when a signal interrupts it, and returns 0 or the errno.
#pragma once

#include <errno.h>
#include <linux/videodev2.h>
#include <stdint.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <time.h>

static inline int cv4l2_call(int descriptor, unsigned long request, void *argument) {
  int result;
  do {
    result = ioctl(descriptor, request, argument);
  } while (result < 0 && errno == EINTR);
  return result < 0 ? errno : 0;
}

static inline int cv4l2_capability(int descriptor, struct v4l2_capability *into) {
  return cv4l2_call(descriptor, VIDIOC_QUERYCAP, into);
}
static inline int cv4l2_enumerate_format(int descriptor, struct v4l2_fmtdesc *into) {
  return cv4l2_call(descriptor, VIDIOC_ENUM_FMT, into);
}
static inline int cv4l2_enumerate_size(int descriptor, struct v4l2_frmsizeenum *into) {
  return cv4l2_call(descriptor, VIDIOC_ENUM_FRAMESIZES, into);
}
static inline int cv4l2_enumerate_interval(int descriptor, struct v4l2_frmivalenum *into) {
  return cv4l2_call(descriptor, VIDIOC_ENUM_FRAMEINTERVALS, into);
}
static inline int cv4l2_get_format(int descriptor, struct v4l2_format *into) {
  return cv4l2_call(descriptor, VIDIOC_G_FMT, into);
}
static inline int cv4l2_set_format(int descriptor, struct v4l2_format *format) {
  return cv4l2_call(descriptor, VIDIOC_S_FMT, format);
}
static inline int cv4l2_get_parameters(int descriptor, struct v4l2_streamparm *into) {
  return cv4l2_call(descriptor, VIDIOC_G_PARM, into);
}
static inline int cv4l2_set_parameters(int descriptor, struct v4l2_streamparm *parameters) {
  return cv4l2_call(descriptor, VIDIOC_S_PARM, parameters);
}
static inline int cv4l2_request_buffers(int descriptor, struct v4l2_requestbuffers *request) {
  return cv4l2_call(descriptor, VIDIOC_REQBUFS, request);
}
static inline int cv4l2_query_buffer(int descriptor, struct v4l2_buffer *buffer) {
  return cv4l2_call(descriptor, VIDIOC_QUERYBUF, buffer);
}
static inline int cv4l2_queue(int descriptor, struct v4l2_buffer *buffer) {
  return cv4l2_call(descriptor, VIDIOC_QBUF, buffer);
}
static inline int cv4l2_dequeue(int descriptor, struct v4l2_buffer *buffer) {
  return cv4l2_call(descriptor, VIDIOC_DQBUF, buffer);
}
static inline int cv4l2_stream_on(int descriptor) {
  int type = V4L2_BUF_TYPE_VIDEO_CAPTURE;
  return cv4l2_call(descriptor, VIDIOC_STREAMON, &type);
}
static inline int cv4l2_stream_off(int descriptor) {
  int type = V4L2_BUF_TYPE_VIDEO_CAPTURE;
  return cv4l2_call(descriptor, VIDIOC_STREAMOFF, &type);
}

// Replaces a device's mapped memory by a copy at the same address, under readers that go on reading, so that nothing of
// the device stays mapped. Returns 0, or the errno, with the mapping left as it was.
int cv4l2_detach(void *address, size_t length);

// A descriptor that one thread makes readable to wake another out of poll; -1 when there are none left.
static inline int cv4l2_event_create(void) { return eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK); }

// The clock of the frames' timestamps.
static inline int64_t cv4l2_monotonic_nanoseconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

// Fixed-size character arrays arrive in Swift as tuples; these give them as strings.
static inline const char *cv4l2_driver(const struct v4l2_capability *from) { return (const char *)from->driver; }
static inline const char *cv4l2_card(const struct v4l2_capability *from) { return (const char *)from->card; }
static inline const char *cv4l2_bus(const struct v4l2_capability *from) { return (const char *)from->bus_info; }
static inline const char *cv4l2_description(const struct v4l2_fmtdesc *from) {
  return (const char *)from->description;
}

// Macros that Swift does not import, or imports with an unhandy type.
enum : uint32_t {
  cv4l2_type_capture = V4L2_BUF_TYPE_VIDEO_CAPTURE,
  cv4l2_memory_mmap = V4L2_MEMORY_MMAP,
  cv4l2_field_none = V4L2_FIELD_NONE,
  cv4l2_can_capture = V4L2_CAP_VIDEO_CAPTURE,
  cv4l2_can_capture_planes = V4L2_CAP_VIDEO_CAPTURE_MPLANE,
  cv4l2_can_stream = V4L2_CAP_STREAMING,
  cv4l2_has_device_capabilities = V4L2_CAP_DEVICE_CAPS,
  cv4l2_can_set_interval = V4L2_CAP_TIMEPERFRAME,
  cv4l2_buffer_error = V4L2_BUF_FLAG_ERROR,
  cv4l2_timestamp_mask = V4L2_BUF_FLAG_TIMESTAMP_MASK,
  cv4l2_timestamp_monotonic = V4L2_BUF_FLAG_TIMESTAMP_MONOTONIC,
  cv4l2_size_discrete = V4L2_FRMSIZE_TYPE_DISCRETE,
  cv4l2_interval_discrete = V4L2_FRMIVAL_TYPE_DISCRETE,
  cv4l2_yuyv = V4L2_PIX_FMT_YUYV,
  cv4l2_uyvy = V4L2_PIX_FMT_UYVY,
  cv4l2_nv12 = V4L2_PIX_FMT_NV12,
  cv4l2_grey = V4L2_PIX_FMT_GREY,
  cv4l2_mjpg = V4L2_PIX_FMT_MJPEG,
  cv4l2_jpeg = V4L2_PIX_FMT_JPEG,
};

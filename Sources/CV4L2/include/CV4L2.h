// What Swift cannot take from <linux/videodev2.h> by itself: the VIDIOC_* macros, the variadic ioctl, the unions of the
// multi-planar interface, and the system calls that a capture thread needs beside it.
// Every ioctl is repeated when a signal interrupts it, and returns 0 or the errno.
#pragma once

#include <errno.h>
#include <linux/videodev2.h>
#include <stdint.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <time.h>

#include "CV4L2Bare.h"

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
static inline int cv4l2_get_parameters(int descriptor, struct v4l2_streamparm *into) {
  return cv4l2_call(descriptor, VIDIOC_G_PARM, into);
}
static inline int cv4l2_set_parameters(int descriptor, struct v4l2_streamparm *parameters) {
  return cv4l2_call(descriptor, VIDIOC_S_PARM, parameters);
}
static inline int cv4l2_request_buffers(int descriptor, struct v4l2_requestbuffers *request) {
  return cv4l2_call(descriptor, VIDIOC_REQBUFS, request);
}
static inline int cv4l2_stream_on(int descriptor, uint32_t type) {
  int value = (int)type;
  return cv4l2_call(descriptor, VIDIOC_STREAMON, &value);
}
static inline int cv4l2_stream_off(int descriptor, uint32_t type) {
  int value = (int)type;
  return cv4l2_call(descriptor, VIDIOC_STREAMOFF, &value);
}

// A picture format of either interface. With more than one plane a frame does not lie in one piece.
typedef struct cv4l2_picture {
  uint32_t width, height, code, bytes_per_row, bytes, planes;
} cv4l2_picture;

int cv4l2_get_picture(int descriptor, uint32_t type, cv4l2_picture *into);
// Asks for width, height and code, progressive; `picture` is then what the driver gives.
int cv4l2_set_picture(int descriptor, uint32_t type, cv4l2_picture *picture);

// A buffer of either interface.
typedef struct cv4l2_frame {
  uint32_t index, flags, sequence;
  // Where the picture begins in the buffer, and its length.
  uint32_t start, count;
  int64_t seconds, microseconds;
} cv4l2_frame;

int cv4l2_query_buffer(int descriptor, uint32_t type, uint32_t index, uint32_t *length, uint32_t *offset);
int cv4l2_queue(int descriptor, uint32_t type, uint32_t index);
int cv4l2_dequeue(int descriptor, uint32_t type, cv4l2_frame *into);

// What the current input says of its signal: V4L2_IN_ST_* flags; 0 if it does not say.
uint32_t cv4l2_input_status(int descriptor);

// The control after `id` in the driver's order, into `control`; EINVAL after the last.
int cv4l2_next_control(int descriptor, uint32_t id, struct v4l2_query_ext_ctrl *control);
// The name of a menu's entry, or its number for a menu of numbers; EINVAL for an entry that there is not.
int cv4l2_menu_entry(int descriptor, uint32_t id, uint32_t index, int is_number, char name[32]);
int cv4l2_get_control(int descriptor, uint32_t id, int is_wide, int64_t *value);
int cv4l2_set_control(int descriptor, uint32_t id, int is_wide, int64_t value);

// A number that tells pictures apart: the same bytes give the same, and others practically never.
uint64_t cv4l2_digest(const void *bytes, size_t count);
// The same of `spots` places spread over the bytes.
uint64_t cv4l2_spot_digest(const void *bytes, size_t count, size_t spots);

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
// CPU time of this process, all threads.
static inline int64_t cv4l2_process_nanoseconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

// Fixed-size character arrays arrive in Swift as tuples; these give them as strings.
static inline const char *cv4l2_driver(const struct v4l2_capability *from) { return (const char *)from->driver; }
static inline const char *cv4l2_card(const struct v4l2_capability *from) { return (const char *)from->card; }
static inline const char *cv4l2_bus(const struct v4l2_capability *from) { return (const char *)from->bus_info; }
static inline const char *cv4l2_control_name(const struct v4l2_query_ext_ctrl *from) { return from->name; }

// Macros that Swift does not import, or imports with an unhandy type.
enum : uint32_t {
  cv4l2_type_capture = V4L2_BUF_TYPE_VIDEO_CAPTURE,
  cv4l2_type_capture_planes = V4L2_BUF_TYPE_VIDEO_CAPTURE_MPLANE,
  cv4l2_memory_mmap = V4L2_MEMORY_MMAP,
  cv4l2_can_capture = V4L2_CAP_VIDEO_CAPTURE,
  cv4l2_can_capture_planes = V4L2_CAP_VIDEO_CAPTURE_MPLANE,
  cv4l2_can_stream = V4L2_CAP_STREAMING,
  cv4l2_has_device_capabilities = V4L2_CAP_DEVICE_CAPS,
  cv4l2_can_set_interval = V4L2_CAP_TIMEPERFRAME,
  cv4l2_buffer_error = V4L2_BUF_FLAG_ERROR,
  cv4l2_timestamp_mask = V4L2_BUF_FLAG_TIMESTAMP_MASK,
  cv4l2_timestamp_monotonic = V4L2_BUF_FLAG_TIMESTAMP_MONOTONIC,
  cv4l2_no_power = V4L2_IN_ST_NO_POWER,
  cv4l2_no_signal = V4L2_IN_ST_NO_SIGNAL,
  cv4l2_no_sync = V4L2_IN_ST_NO_SYNC,
  cv4l2_size_discrete = V4L2_FRMSIZE_TYPE_DISCRETE,
  cv4l2_interval_discrete = V4L2_FRMIVAL_TYPE_DISCRETE,
  cv4l2_control_integer = V4L2_CTRL_TYPE_INTEGER,
  cv4l2_control_boolean = V4L2_CTRL_TYPE_BOOLEAN,
  cv4l2_control_menu = V4L2_CTRL_TYPE_MENU,
  cv4l2_control_number_menu = V4L2_CTRL_TYPE_INTEGER_MENU,
  cv4l2_control_wide = V4L2_CTRL_TYPE_INTEGER64,
  cv4l2_control_bits = V4L2_CTRL_TYPE_BITMASK,
  cv4l2_control_disabled = V4L2_CTRL_FLAG_DISABLED,
  cv4l2_control_inactive = V4L2_CTRL_FLAG_INACTIVE,
  cv4l2_control_read_only = V4L2_CTRL_FLAG_READ_ONLY,
  cv4l2_control_write_only = V4L2_CTRL_FLAG_WRITE_ONLY,
  cv4l2_control_volatile = V4L2_CTRL_FLAG_VOLATILE,
  cv4l2_yuyv = V4L2_PIX_FMT_YUYV,
  cv4l2_uyvy = V4L2_PIX_FMT_UYVY,
  cv4l2_nv12 = V4L2_PIX_FMT_NV12,
  cv4l2_grey = V4L2_PIX_FMT_GREY,
  cv4l2_rgb = V4L2_PIX_FMT_RGB24,
  cv4l2_bgr = V4L2_PIX_FMT_BGR24,
  cv4l2_mjpg = V4L2_PIX_FMT_MJPEG,
  cv4l2_jpeg = V4L2_PIX_FMT_JPEG,
};

#define _GNU_SOURCE
#include "CV4L2.h"
#include <stdio.h>
#include <sys/mman.h>

static int is_planar(uint32_t type) { return type == V4L2_BUF_TYPE_VIDEO_CAPTURE_MPLANE; }

static void take_picture(const struct v4l2_format *from, cv4l2_picture *into) {
  if (is_planar(from->type)) {
    const struct v4l2_pix_format_mplane *f = &from->fmt.pix_mp;
    *into = (cv4l2_picture){f->width, f->height, f->pixelformat, f->plane_fmt[0].bytesperline,
                            f->plane_fmt[0].sizeimage, f->num_planes};
  } else {
    const struct v4l2_pix_format *f = &from->fmt.pix;
    *into = (cv4l2_picture){f->width, f->height, f->pixelformat, f->bytesperline, f->sizeimage, 1};
  }
}

int cv4l2_get_picture(int descriptor, uint32_t type, cv4l2_picture *into) {
  struct v4l2_format format = {.type = type};
  int code = cv4l2_call(descriptor, VIDIOC_G_FMT, &format);
  if (code == 0) take_picture(&format, into);
  return code;
}

int cv4l2_set_picture(int descriptor, uint32_t type, cv4l2_picture *picture) {
  struct v4l2_format format = {.type = type};
  int code = cv4l2_call(descriptor, VIDIOC_G_FMT, &format);
  if (code != 0) return code;
  if (is_planar(type)) {
    struct v4l2_pix_format_mplane *f = &format.fmt.pix_mp;
    f->width = picture->width, f->height = picture->height, f->pixelformat = picture->code;
    f->field = V4L2_FIELD_NONE;
    f->num_planes = 1;
    memset(f->plane_fmt, 0, sizeof f->plane_fmt);
  } else {
    struct v4l2_pix_format *f = &format.fmt.pix;
    f->width = picture->width, f->height = picture->height, f->pixelformat = picture->code;
    f->field = V4L2_FIELD_NONE;
    f->bytesperline = f->sizeimage = 0;
  }
  code = cv4l2_call(descriptor, VIDIOC_S_FMT, &format);
  if (code == 0) take_picture(&format, picture);
  return code;
}

// A buffer with room for its planes, whichever interface it is for.
struct buffer {
  struct v4l2_buffer buffer;
  struct v4l2_plane planes[VIDEO_MAX_PLANES];
};

static int call_buffer(int descriptor, unsigned long request, uint32_t type, uint32_t index, struct buffer *b) {
  memset(&b->buffer, 0, sizeof b->buffer);
  b->buffer.type = type, b->buffer.index = index, b->buffer.memory = V4L2_MEMORY_MMAP;
  if (is_planar(type)) {
    memset(b->planes, 0, sizeof b->planes[0]);
    b->buffer.m.planes = b->planes, b->buffer.length = request == VIDIOC_QBUF ? 1 : VIDEO_MAX_PLANES;
  }
  return cv4l2_call(descriptor, request, &b->buffer);
}

int cv4l2_query_buffer(int descriptor, uint32_t type, uint32_t index, uint32_t *length, uint32_t *offset) {
  struct buffer b;
  int code = call_buffer(descriptor, VIDIOC_QUERYBUF, type, index, &b);
  if (code != 0) return code;
  *length = is_planar(type) ? b.planes[0].length : b.buffer.length;
  *offset = is_planar(type) ? b.planes[0].m.mem_offset : b.buffer.m.offset;
  return 0;
}

int cv4l2_queue(int descriptor, uint32_t type, uint32_t index) {
  struct buffer b;
  return call_buffer(descriptor, VIDIOC_QBUF, type, index, &b);
}

int cv4l2_dequeue(int descriptor, uint32_t type, cv4l2_frame *into) {
  struct buffer b;
  int code = call_buffer(descriptor, VIDIOC_DQBUF, type, 0, &b);
  if (code != 0) return code;
  uint32_t start = is_planar(type) ? b.planes[0].data_offset : 0;
  uint32_t used = is_planar(type) ? b.planes[0].bytesused : b.buffer.bytesused;
  *into = (cv4l2_frame){
      .index = b.buffer.index, .flags = b.buffer.flags, .sequence = b.buffer.sequence,
      .start = start, .count = used > start ? used - start : 0,
      .seconds = b.buffer.timestamp.tv_sec, .microseconds = b.buffer.timestamp.tv_usec};
  return 0;
}

uint32_t cv4l2_input_status(int descriptor) {
  int number = 0;
  if (cv4l2_call(descriptor, VIDIOC_G_INPUT, &number) != 0) return 0;
  struct v4l2_input input = {.index = (uint32_t)number};
  return cv4l2_call(descriptor, VIDIOC_ENUMINPUT, &input) == 0 ? input.status : 0;
}

int cv4l2_next_control(int descriptor, uint32_t id, struct v4l2_query_ext_ctrl *control) {
  memset(control, 0, sizeof *control);
  control->id = id | V4L2_CTRL_FLAG_NEXT_CTRL;
  return cv4l2_call(descriptor, VIDIOC_QUERY_EXT_CTRL, control);
}

int cv4l2_menu_entry(int descriptor, uint32_t id, uint32_t index, int is_number, char name[32]) {
  struct v4l2_querymenu entry = {.id = id, .index = index};
  int code = cv4l2_call(descriptor, VIDIOC_QUERYMENU, &entry);
  if (code != 0) return code;
  if (is_number) snprintf(name, 32, "%lld", (long long)entry.value);
  else snprintf(name, 32, "%.31s", (const char *)entry.name);
  return 0;
}

static int call_control(int descriptor, unsigned long request, struct v4l2_ext_control *control) {
  struct v4l2_ext_controls all = {.which = V4L2_CTRL_WHICH_CUR_VAL, .count = 1, .controls = control};
  return cv4l2_call(descriptor, request, &all);
}

int cv4l2_get_control(int descriptor, uint32_t id, int is_wide, int64_t *value) {
  struct v4l2_ext_control control = {.id = id};
  int code = call_control(descriptor, VIDIOC_G_EXT_CTRLS, &control);
  if (code == 0) *value = is_wide ? control.value64 : control.value;
  return code;
}

int cv4l2_set_control(int descriptor, uint32_t id, int is_wide, int64_t value) {
  struct v4l2_ext_control control = {.id = id};
  if (is_wide) control.value64 = value;
  else control.value = (int32_t)value;
  return call_control(descriptor, VIDIOC_S_EXT_CTRLS, &control);
}

// Multiply and fold, as in wyhash; no cryptography: nobody gains by two pictures with one number.
static uint64_t fold(uint64_t a, uint64_t b) {
  __uint128_t product = (__uint128_t)(a ^ 0x9E3779B97F4A7C15ULL) * (b ^ 0xA0761D6478BD642FULL);
  return (uint64_t)product ^ (uint64_t)(product >> 64);
}

static uint64_t word(const unsigned char *at) {
  uint64_t value;
  memcpy(&value, at, sizeof value);
  return value;
}

uint64_t cv4l2_digest(const void *bytes, size_t count) {
  const unsigned char *at = bytes;
  uint64_t a = count, b = ~count;
  size_t left = count;
  for (; left >= 16; at += 16, left -= 16) {
    uint64_t x = word(at), y = word(at + 8);
    a = fold(a ^ x, y), b = (b ^ y) * 0x9FB21C651E98DF25ULL + x;
  }
  for (; left > 0; at++, left--) a = fold(a, *at);
  return fold(a, b);
}

uint64_t cv4l2_spot_digest(const void *bytes, size_t count, size_t spots) {
  if (count < spots * 16) return cv4l2_digest(bytes, count);
  const unsigned char *all = bytes;
  uint64_t result = count;
  size_t step = (count - 8) / (spots - 1);
  for (size_t i = 0; i < spots; i++) result = fold(result, word(all + i * step));
  return result;
}

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

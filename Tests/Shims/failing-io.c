/* Makes the n-th file operation below a directory fail: once, or from then on. For LD_PRELOAD.
 *
 * FAIL_DIR      operations on files below it are counted
 * FAIL_AT       which fails, from 1; 0: none
 * FAIL_FOREVER  1: all later ones fail too
 * FAIL_ERRNO    the error; 5 (EIO) if not given
 * FAIL_SHORT    1: a failing write has written half
 * FAIL_COUNT    a file that gets the number of operations at exit
 * FAIL_NOSYNC   1: fsync and fdatasync say that they did, and do nothing (the same as synchronous=OFF)
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

static atomic_long operations;
static const char *directory, *count_file;
static long fail_at;
static int forever, error_number, is_short, no_sync;

__attribute__((constructor)) static void begin(void) {
  const char *text;
  directory = getenv("FAIL_DIR");
  count_file = getenv("FAIL_COUNT");
  fail_at = (text = getenv("FAIL_AT")) ? atol(text) : 0;
  forever = (text = getenv("FAIL_FOREVER")) && *text == '1';
  is_short = (text = getenv("FAIL_SHORT")) && *text == '1';
  no_sync = (text = getenv("FAIL_NOSYNC")) && *text == '1';
  error_number = (text = getenv("FAIL_ERRNO")) ? atoi(text) : EIO;
}

__attribute__((destructor)) static void end(void) {
  if (!count_file) return;
  FILE *file = fopen(count_file, "w");
  if (!file) return;
  fprintf(file, "%ld\n", atomic_load(&operations));
  fclose(file);
}

static int is_below(const char *path) {
  return directory && path && !strncmp(path, directory, strlen(directory));
}

static int is_ours(int file) {
  char link[64], path[PATH_MAX];
  if (!directory) return 0;
  snprintf(link, sizeof link, "/proc/self/fd/%d", file);
  ssize_t length = readlink(link, path, sizeof path - 1);
  if (length < 0) return 0;
  path[length] = 0;
  return is_below(path);
}

/* Whether this one fails. */
static int strikes(void) {
  long number = atomic_fetch_add(&operations, 1) + 1;
  return fail_at > 0 && (forever ? number >= fail_at : number == fail_at);
}

#define REAL(name) \
  static __typeof__(&name) real; \
  if (!real) real = (__typeof__(&name))dlsym(RTLD_NEXT, #name)
#define FAIL_IF(ours) \
  if ((ours) && strikes()) { errno = error_number; return -1; }

ssize_t pread64(int file, void *bytes, size_t count, off64_t offset) {
  REAL(pread64); FAIL_IF(is_ours(file)); return real(file, bytes, count, offset);
}
ssize_t pread(int file, void *bytes, size_t count, off_t offset) {
  REAL(pread); FAIL_IF(is_ours(file)); return real(file, bytes, count, offset);
}
ssize_t read(int file, void *bytes, size_t count) {
  REAL(read); FAIL_IF(is_ours(file)); return real(file, bytes, count);
}
ssize_t pwrite64(int file, const void *bytes, size_t count, off64_t offset) {
  REAL(pwrite64);
  if (is_ours(file) && strikes()) {
    if (is_short) real(file, bytes, count / 2, offset);
    errno = error_number;
    return -1;
  }
  return real(file, bytes, count, offset);
}
ssize_t pwrite(int file, const void *bytes, size_t count, off_t offset) { return pwrite64(file, bytes, count, offset); }
ssize_t write(int file, const void *bytes, size_t count) {
  REAL(write);
  if (is_ours(file) && strikes()) {
    if (is_short) (void)!real(file, bytes, count / 2);
    errno = error_number;
    return -1;
  }
  return real(file, bytes, count);
}
int fsync(int file) {
  REAL(fsync); FAIL_IF(is_ours(file)); return no_sync && is_ours(file) ? 0 : real(file);
}
int fdatasync(int file) {
  REAL(fdatasync); FAIL_IF(is_ours(file)); return no_sync && is_ours(file) ? 0 : real(file);
}
int ftruncate64(int file, off64_t length) { REAL(ftruncate64); FAIL_IF(is_ours(file)); return real(file, length); }
int ftruncate(int file, off_t length) { return ftruncate64(file, length); }
int rename(const char *from, const char *to) { REAL(rename); FAIL_IF(is_below(from)); return real(from, to); }
int unlink(const char *path) { REAL(unlink); FAIL_IF(is_below(path)); return real(path); }
int mkdir(const char *path, mode_t mode) { REAL(mkdir); FAIL_IF(is_below(path)); return real(path, mode); }

int open64(const char *path, int flags, ...) {
  REAL(open64);
  va_list arguments;
  va_start(arguments, flags);
  mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(arguments, mode_t) : 0;
  va_end(arguments);
  FAIL_IF(is_below(path));
  return real(path, flags, mode);
}
int open(const char *path, int flags, ...) {
  va_list arguments;
  va_start(arguments, flags);
  mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(arguments, mode_t) : 0;
  va_end(arguments);
  return open64(path, flags, mode);
}

/* Makes ioctls of one V4L2 device fail as a file says, while the program runs. For LD_PRELOAD.
 *
 * FAIL_DEVICE   the device; others are left alone
 * FAIL_CONTROL  a file of lines "NUMBER ERRNO TIMES": the ioctl 'V' NUMBER fails so often with ERRNO. Read anew when
 *               another file has taken its place (rename).
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <linux/ioctl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

struct rule {
  unsigned number;
  int error, times;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct rule rules[32];
static int count;
static ino_t seen;

static void look(const char *path) {
  struct stat status;
  if (stat(path, &status) != 0 || status.st_ino == seen) return;
  FILE *file = fopen(path, "r");
  if (!file) return;
  seen = status.st_ino, count = 0;
  while (count < 32 && fscanf(file, "%u %d %d", &rules[count].number, &rules[count].error, &rules[count].times) == 3) count++;
  fclose(file);
}

static int fault(int descriptor, unsigned long request) {
  const char *device = getenv("FAIL_DEVICE"), *control = getenv("FAIL_CONTROL");
  struct stat ours, theirs;
  if (!device || !control || _IOC_TYPE(request) != 'V') return 0;
  if (fstat(descriptor, &ours) != 0 || stat(device, &theirs) != 0 || ours.st_rdev != theirs.st_rdev) return 0;
  int error = 0;
  pthread_mutex_lock(&lock);
  look(control);
  for (int i = 0; i < count && !error; i++) {
    if (rules[i].number != _IOC_NR(request) || rules[i].times <= 0) continue;
    rules[i].times--;
    error = rules[i].error;
  }
  pthread_mutex_unlock(&lock);
  return error;
}

int ioctl(int descriptor, unsigned long request, ...) {
  static int (*real)(int, unsigned long, void *);
  va_list list;
  va_start(list, request);
  void *argument = va_arg(list, void *);
  va_end(list);
  int error = fault(descriptor, request);
  if (error) {
    errno = error;
    return -1;
  }
  if (!real) real = (int (*)(int, unsigned long, void *))dlsym(RTLD_NEXT, "ioctl");
  return real(descriptor, request, argument);
}

// Preloaded before libc: lets a chosen call that writes to files under a path fail.
//   WUTONG_FAULT_PATH   a part of the files' path
//   WUTONG_FAULT_KIND   write: EIO once; sync: EIO once; full: ENOSPC from then on, after half of
//   the
//                       bytes
//   WUTONG_FAULT_AFTER  how many such calls pass first
#include <dlfcn.h>
#include <sys/types.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace {

std::atomic<long> calls{0};
std::atomic<bool> halved{false};

bool is_ours(int file) {
  const char* part = getenv("WUTONG_FAULT_PATH");
  if (!part) return false;
  char link[64], path[4096];
  snprintf(link, sizeof link, "/proc/self/fd/%d", file);
  const ssize_t size = readlink(link, path, sizeof path - 1);
  if (size <= 0) return false;
  path[size] = 0;
  return strstr(path, part) != nullptr;
}

// Whether this call fails: 0, EIO or ENOSPC.
int fault(int file, bool is_sync) {
  const char* kind = getenv("WUTONG_FAULT_KIND");
  if (!kind || (strcmp(kind, "sync") == 0) != is_sync || !is_ours(file)) return 0;
  const char* after = getenv("WUTONG_FAULT_AFTER");
  const long left = (after ? atol(after) : 0) - calls.fetch_add(1);
  if (strcmp(kind, "full") == 0) return left <= 0 ? ENOSPC : 0;
  return left == 0 ? EIO : 0;
}

// The function of that name behind this library.
template <class Function>
Function* behind(const char* name) {
  return reinterpret_cast<Function*>(dlsym(RTLD_NEXT, name));
}

}  // namespace

extern "C" {

ssize_t write(int file, const void* bytes, size_t size) {
  static auto* const next = behind<ssize_t(int, const void*, size_t)>("write");
  const int wrong = fault(file, false);
  if (!wrong) return next(file, bytes, size);
  if (wrong == ENOSPC && size > 1) {
    if (!halved.exchange(true)) return next(file, bytes, size / 2);
  }
  errno = wrong;
  return -1;
}

ssize_t pwrite(int file, const void* bytes, size_t size, off_t at) {
  static auto* const next = behind<ssize_t(int, const void*, size_t, off_t)>("pwrite");
  const int wrong = fault(file, false);
  if (!wrong) return next(file, bytes, size, at);
  errno = wrong;
  return -1;
}

ssize_t pwrite64(int file, const void* bytes, size_t size, off64_t at) {
  static auto* const next = behind<ssize_t(int, const void*, size_t, off64_t)>("pwrite64");
  const int wrong = fault(file, false);
  if (!wrong) return next(file, bytes, size, at);
  errno = wrong;
  return -1;
}

int fsync(int file) {
  static auto* const next = behind<int(int)>("fsync");
  const int wrong = fault(file, true);
  if (!wrong) return next(file);
  errno = wrong;
  return -1;
}

int fdatasync(int file) {
  static auto* const next = behind<int(int)>("fdatasync");
  const int wrong = fault(file, true);
  if (!wrong) return next(file);
  errno = wrong;
  return -1;
}

}  // extern "C"

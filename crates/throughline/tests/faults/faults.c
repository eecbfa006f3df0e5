/* Stands between the program and the kernel and lets one call go wrong, as the variable TL_FAULTS says.
 *
 * Built by the tests as a shared library and put under the real program with LD_PRELOAD. Everything here calls the
 * kernel itself, so that nothing depends on the order in which libraries are loaded. The variables are taken out of the
 * environment at once: stages are not touched. The supervisor, which is the program again, gets them back.
 *
 * TL_FAULTS is a list of `name=value`, separated by `;`:
 *   root      the folder below which calls count; an absolute path without links
 *   report    the file to which a line is added for each fault that came to pass; it may be above the root only
 *   process   engine or supervisor: where the fault happens
 *   op        write, sync, truncate, open, rename, mkdir, unlink, lock, map or any
 *   class     database, wal, shm, cache, object, record, log, state, output or any
 *   nth       which of the calls that fit, from 1
 *   kind      a number of errno, or short, before, after, middle: a short write, and death around the call
 *   sticky    1: every later call of that op and class fails too
 *   clock     milliseconds that the wall clock is off
 *   jump      after so many readings of the wall clock ...
 *   by        ... it is off by so many milliseconds more
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <dlfcn.h>
#include <time.h>
#include <unistd.h>

enum { SHORT = 1001, BEFORE, AFTER, MIDDLE };

static char settings[8192], preload[4096], root[4096], report[4096];
static char wanted_op[32], wanted_class[32];
static long nth, kind, sticky, clock_ms, jump_after, jump_ms;
static long seen, readings, fired;
static int active;

static void set(const char *name, const char *value)
{
	if (!strcmp(name, "root")) snprintf(root, sizeof root, "%s", value);
	else if (!strcmp(name, "report")) snprintf(report, sizeof report, "%s", value);
	else if (!strcmp(name, "op")) snprintf(wanted_op, sizeof wanted_op, "%s", value);
	else if (!strcmp(name, "class")) snprintf(wanted_class, sizeof wanted_class, "%s", value);
	else if (!strcmp(name, "nth")) nth = atol(value);
	else if (!strcmp(name, "sticky")) sticky = atol(value);
	else if (!strcmp(name, "clock")) clock_ms = atol(value);
	else if (!strcmp(name, "jump")) jump_after = atol(value);
	else if (!strcmp(name, "by")) jump_ms = atol(value);
	else if (!strcmp(name, "process")) active = !strcmp(value, "any") || active == !strcmp(value, "supervisor");
	else if (!strcmp(name, "kind"))
		kind = !strcmp(value, "short") ? SHORT : !strcmp(value, "before") ? BEFORE : !strcmp(value, "after") ? AFTER
			: !strcmp(value, "middle") ? MIDDLE : atol(value);
}

static int is_supervisor(void)
{
	char line[4096];
	int fd = syscall(SYS_openat, AT_FDCWD, "/proc/self/cmdline", O_RDONLY | O_CLOEXEC);
	long length = fd < 0 ? -1 : syscall(SYS_read, fd, line, sizeof line - 1);
	if (fd >= 0) syscall(SYS_close, fd);
	if (length <= 0) return 0;
	line[length] = 0;
	const char *first = line + strlen(line) + 1;
	return first < line + length && !strcmp(first, "__supervise");
}

__attribute__((constructor)) static void begin(void)
{
	char copy[sizeof settings];
	const char *given = getenv("TL_FAULTS"), *library = getenv("LD_PRELOAD");
	if (!given || !library) return;
	snprintf(settings, sizeof settings, "TL_FAULTS=%s", given);
	snprintf(preload, sizeof preload, "LD_PRELOAD=%s", library);
	snprintf(copy, sizeof copy, "%s", given);
	unsetenv("TL_FAULTS");
	unsetenv("LD_PRELOAD");
	active = is_supervisor();
	for (char *rest, *part = strtok_r(copy, ";", &rest); part; part = strtok_r(NULL, ";", &rest)) {
		char *equals = strchr(part, '=');
		if (!equals) continue;
		*equals = 0;
		set(part, equals + 1);
	}
}

/* What a path is to the program, or NULL where it is none of its business. */
static const char *class_of(const char *path)
{
	size_t length = strlen(root);
	if (!length || strncmp(path, root, length) || path[length] != '/') return NULL;
	const char *below = path + length + 1;
	if (!strncmp(below, ".throughline", 12) && (below[12] == '/' || !below[12])) {
		const char *name = below[12] ? below + 13 : "";
		if (!strncmp(name, "state.db-wal", 12)) return "wal";
		if (!strncmp(name, "state.db-shm", 12)) return "shm";
		if (!strncmp(name, "state.db", 8)) return "database";
		if (!strncmp(name, "cache", 5)) return "cache";
		if (!strncmp(name, "objects", 7)) return "object";
		return "state";
	}
	if (!strncmp(below, ".pipeline-runs", 14)) {
		const char *inside = below[14] ? strchr(below + 15, '/') : NULL;
		return inside ? "log" : "record";
	}
	return "output";
}

static const char *absolute(const char *path, char *into, size_t size)
{
	if (path[0] == '/') return path;
	long length = syscall(SYS_getcwd, into, size);
	if (length <= 0) return path;
	snprintf(into + length - 1, size - length + 1, "/%s", path);
	return into;
}

static void say(const char *op, const char *class, const char *path)
{
	char line[8192];
	int length = snprintf(line, sizeof line, "%s %s %ld %s\n", op, class, kind, path);
	int fd = syscall(SYS_openat, AT_FDCWD, report, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0644);
	if (fd < 0) return;
	syscall(SYS_write, fd, line, length);
	syscall(SYS_close, fd);
}

static void die(void)
{
	for (;;) syscall(SYS_kill, syscall(SYS_getpid), SIGKILL);
}

/* What is to happen to this call: 0 nothing, an errno, or one of the kinds above. Death before the call is dealt with
 * here. */
static long judge_path(const char *op, const char *path)
{
	if (!active || !kind || !path) return 0;
	if (strcmp(wanted_op, "any") && strcmp(wanted_op, op)) return 0;
	/* Nothing that a disk may be in for happens to a lock. */
	if (!strcmp(op, "lock") && strcmp(wanted_op, op) && kind < SHORT) return 0;
	const char *class = class_of(path);
	if (!class || (strcmp(wanted_class, "any") && strcmp(wanted_class, class))) return 0;
	long count = __atomic_add_fetch(&seen, 1, __ATOMIC_SEQ_CST);
	if (count < nth || (count > nth && !sticky)) return 0;
	if (kind == SHORT && strcmp(op, "write")) {
		/* Only writes can be short: wait for the next. */
		if (!sticky) __atomic_store_n(&nth, count + 1, __ATOMIC_SEQ_CST);
		return 0;
	}
	if (!__atomic_exchange_n(&fired, 1, __ATOMIC_SEQ_CST)) say(op, class, path);
	if (kind == BEFORE) die();
	return kind;
}

static long judge(const char *op, const char *path)
{
	char whole[8192];
	int saved = errno;
	long verdict = active && kind ? judge_path(op, absolute(path, whole, sizeof whole)) : 0;
	errno = saved;
	return verdict;
}

static long judge_fd(const char *op, int fd)
{
	char link[64], path[4096];
	if (!active || !kind) return 0;
	int saved = errno;
	snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
	long length = syscall(SYS_readlinkat, AT_FDCWD, link, path, sizeof path - 1);
	long verdict = 0;
	if (length > 0) {
		path[length] = 0;
		verdict = judge_path(op, path);
	}
	errno = saved;
	return verdict;
}

/* A call that is not a write: it fails, or it happens and the program dies. */
#define CALL(verdict, call)                                                                                            \
	do {                                                                                                               \
		long verdict_ = (verdict);                                                                                     \
		if (verdict_ > 0 && verdict_ < SHORT) { errno = verdict_; return -1; }                                         \
		__typeof__(call) result_ = (call);                                                                             \
		if (verdict_ == AFTER || verdict_ == MIDDLE) die();                                                            \
		return result_;                                                                                                \
	} while (0)

#define WRITE(fd, length, all, half)                                                                                   \
	do {                                                                                                               \
		long verdict_ = judge_fd("write", fd);                                                                         \
		if (verdict_ > 0 && verdict_ < SHORT) { errno = verdict_; return -1; }                                         \
		if ((verdict_ == SHORT || verdict_ == MIDDLE) && (length) > 1) {                                               \
			ssize_t result_ = (half);                                                                                  \
			if (verdict_ == MIDDLE) die();                                                                             \
			return result_;                                                                                            \
		}                                                                                                              \
		ssize_t result_ = (all);                                                                                       \
		if (verdict_ == AFTER || verdict_ == MIDDLE) die();                                                            \
		return result_;                                                                                                \
	} while (0)

ssize_t write(int fd, const void *bytes, size_t length)
{
	WRITE(fd, length, syscall(SYS_write, fd, bytes, length), syscall(SYS_write, fd, bytes, length / 2));
}

ssize_t pwrite64(int fd, const void *bytes, size_t length, off64_t at)
{
	WRITE(fd, length, syscall(SYS_pwrite64, fd, bytes, length, at), syscall(SYS_pwrite64, fd, bytes, length / 2, at));
}

ssize_t pwrite(int fd, const void *bytes, size_t length, off_t at)
{
	return pwrite64(fd, bytes, length, at);
}

ssize_t writev(int fd, const struct iovec *parts, int count)
{
	struct iovec first = { parts ? parts[0].iov_base : NULL, count > 0 ? parts[0].iov_len / 2 : 0 };
	WRITE(fd, first.iov_len, syscall(SYS_writev, fd, parts, count), syscall(SYS_writev, fd, &first, 1));
}

ssize_t copy_file_range(int in, off64_t *from, int out, off64_t *to, size_t length, unsigned flags)
{
	WRITE(out, length, syscall(SYS_copy_file_range, in, from, out, to, length, flags),
	      syscall(SYS_copy_file_range, in, from, out, to, length / 2, flags));
}

ssize_t sendfile64(int out, int in, off64_t *from, size_t length)
{
	WRITE(out, length, syscall(SYS_sendfile, out, in, from, length), syscall(SYS_sendfile, out, in, from, length / 2));
}

int fsync(int fd) { CALL(judge_fd("sync", fd), syscall(SYS_fsync, fd)); }
int fdatasync(int fd) { CALL(judge_fd("sync", fd), syscall(SYS_fdatasync, fd)); }
int ftruncate64(int fd, off64_t length) { CALL(judge_fd("truncate", fd), syscall(SYS_ftruncate, fd, length)); }
int ftruncate(int fd, off_t length) { return ftruncate64(fd, length); }
int fallocate64(int fd, int mode, off64_t at, off64_t length)
{
	CALL(judge_fd("write", fd), syscall(SYS_fallocate, fd, mode, at, length));
}

static int is_writing(int flags) { return (flags & O_ACCMODE) != O_RDONLY || (flags & O_CREAT); }

static int open_at(int folder, const char *path, int flags, unsigned mode)
{
	if (!is_writing(flags) || (folder != AT_FDCWD && path[0] != '/'))
		return syscall(SYS_openat, folder, path, flags, mode);
	CALL(judge("open", path), syscall(SYS_openat, folder, path, flags, mode));
}

#define MODE(flags)                                                                                                    \
	unsigned mode = 0;                                                                                                 \
	if ((flags) & (O_CREAT | __O_TMPFILE)) {                                                                           \
		va_list rest;                                                                                                  \
		va_start(rest, flags);                                                                                         \
		mode = va_arg(rest, unsigned);                                                                                 \
		va_end(rest);                                                                                                  \
	}

int open(const char *path, int flags, ...) { MODE(flags) return open_at(AT_FDCWD, path, flags, mode); }
int open64(const char *path, int flags, ...) { MODE(flags) return open_at(AT_FDCWD, path, flags, mode); }
int openat(int folder, const char *path, int flags, ...) { MODE(flags) return open_at(folder, path, flags, mode); }
int openat64(int folder, const char *path, int flags, ...) { MODE(flags) return open_at(folder, path, flags, mode); }

int rename(const char *from, const char *to)
{
	CALL(judge("rename", to), syscall(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, 0));
}

int linkat(int a, const char *from, int b, const char *to, int flags)
{
	CALL(judge("rename", to), syscall(SYS_linkat, a, from, b, to, flags));
}

int link(const char *from, const char *to) { return linkat(AT_FDCWD, from, AT_FDCWD, to, 0); }
int mkdir(const char *path, mode_t mode) { CALL(judge("mkdir", path), syscall(SYS_mkdirat, AT_FDCWD, path, mode)); }
int unlink(const char *path) { CALL(judge("unlink", path), syscall(SYS_unlinkat, AT_FDCWD, path, 0)); }
int rmdir(const char *path) { CALL(judge("unlink", path), syscall(SYS_unlinkat, AT_FDCWD, path, AT_REMOVEDIR)); }

int flock(int fd, int operation)
{
	CALL(operation & LOCK_UN ? 0 : judge_fd("lock", fd), syscall(SYS_flock, fd, operation));
}

static int control(int fd, int command, long argument)
{
	int takes = command == F_SETLK || command == F_SETLKW || command == F_OFD_SETLK || command == F_OFD_SETLKW;
	takes = takes && ((struct flock *)argument)->l_type != F_UNLCK;
	CALL(takes ? judge_fd("lock", fd) : 0, (int)syscall(SYS_fcntl, fd, command, argument));
}

#define ARGUMENT(before)                                                                                               \
	va_list rest;                                                                                                      \
	va_start(rest, before);                                                                                            \
	long argument = va_arg(rest, long);                                                                                \
	va_end(rest);

int fcntl(int fd, int command, ...) { ARGUMENT(command) return control(fd, command, argument); }
int fcntl64(int fd, int command, ...) { ARGUMENT(command) return control(fd, command, argument); }

void *mmap64(void *at, size_t length, int protection, int flags, int fd, off64_t from)
{
	long verdict = fd >= 0 && (flags & MAP_SHARED) ? judge_fd("map", fd) : 0;
	if (verdict > 0 && verdict < SHORT) {
		errno = verdict;
		return MAP_FAILED;
	}
	return (void *)syscall(SYS_mmap, at, length, protection, flags, fd, from);
}

void *mmap(void *at, size_t length, int protection, int flags, int fd, off_t from)
{
	return mmap64(at, length, protection, flags, fd, from);
}

static void shift(long *seconds, long *nanoseconds)
{
	long count = __atomic_add_fetch(&readings, 1, __ATOMIC_SEQ_CST);
	long by = clock_ms + (jump_after && count > jump_after ? jump_ms : 0);
	*seconds += by / 1000;
	*nanoseconds += by % 1000 * 1000000;
	if (*nanoseconds < 0) *nanoseconds += 1000000000, *seconds -= 1;
	if (*nanoseconds >= 1000000000) *nanoseconds -= 1000000000, *seconds += 1;
}

int clock_gettime(clockid_t which, struct timespec *now)
{
	int result = syscall(SYS_clock_gettime, which, now);
	if (!result && (which == CLOCK_REALTIME || which == CLOCK_REALTIME_COARSE)) shift(&now->tv_sec, &now->tv_nsec);
	return result;
}

int gettimeofday(struct timeval *restrict now, void *restrict zone)
{
	struct timespec exact;
	(void)zone;
	clock_gettime(CLOCK_REALTIME, &exact);
	now->tv_sec = exact.tv_sec;
	now->tv_usec = exact.tv_nsec / 1000;
	return 0;
}

time_t time(time_t *into)
{
	struct timespec now;
	clock_gettime(CLOCK_REALTIME, &now);
	if (into) *into = now.tv_sec;
	return now.tv_sec;
}

/* The supervisor is the program again: it gets what was taken out of the environment. */
int posix_spawn(pid_t *pid, const char *path, const posix_spawn_file_actions_t *actions, const posix_spawnattr_t *how,
                char *const args[], char *const environment[])
{
	typedef int spawn_t(pid_t *, const char *, const posix_spawn_file_actions_t *, const posix_spawnattr_t *,
	                    char *const[], char *const[]);
	spawn_t *spawn = (spawn_t *)dlsym(RTLD_NEXT, "posix_spawn");
	if (!settings[0] || !args[0] || !args[1] || strcmp(args[1], "__supervise"))
		return spawn(pid, path, actions, how, args, environment);
	size_t count = 0;
	while (environment[count]) count++;
	char *more[count + 3];
	memcpy(more, environment, count * sizeof *more);
	more[count] = settings;
	more[count + 1] = preload;
	more[count + 2] = NULL;
	return spawn(pid, path, actions, how, args, more);
}

#define _GNU_SOURCE
#include "shim.h"

#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

struct MHD_Daemon *mhd_shim_start(const struct mhd_shim_settings *settings) {
    // Held requests need no flag; suspending, for answers of other threads, does.
    unsigned flags = MHD_USE_EPOLL | MHD_ALLOW_SUSPEND_RESUME;
    struct MHD_OptionItem secure[] = {
        {MHD_OPTION_HTTPS_MEM_CERT, 0, (void *)settings->certificate},
        {MHD_OPTION_HTTPS_MEM_KEY, 0, (void *)settings->key},
        {MHD_OPTION_HTTPS_PRIORITIES, 0, (void *)settings->priorities},
        {MHD_OPTION_END, 0, NULL},
    };
    struct MHD_OptionItem plain[] = {{MHD_OPTION_END, 0, NULL}};
    if (settings->certificate) flags |= MHD_USE_TLS;
    return MHD_start_daemon(
        flags, 0, settings->accept, settings->context, settings->access, settings->context,
        MHD_OPTION_LISTEN_SOCKET, settings->listening_socket,
        MHD_OPTION_CONNECTION_LIMIT, settings->connection_limit,
        MHD_OPTION_CONNECTION_MEMORY_LIMIT, settings->connection_memory,
        // The library's own timeout is idle-only; deadlines are kept outside.
        MHD_OPTION_CONNECTION_TIMEOUT, 0u,
        // 0: leave judging to the caller, which answers in JSON.
        MHD_OPTION_STRICT_FOR_CLIENT, 0,
        MHD_OPTION_SIGPIPE_HANDLED_BY_APP, 1,
        MHD_OPTION_URI_LOG_CALLBACK, settings->uri, settings->context,
        MHD_OPTION_NOTIFY_COMPLETED, settings->completed, settings->context,
        MHD_OPTION_NOTIFY_CONNECTION, settings->connection, settings->context,
        MHD_OPTION_ARRAY, settings->certificate ? secure : plain,
        MHD_OPTION_END);
}

int shim_eventfd(void) {
    return eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
}

bool shim_wait(const int *descriptors, bool *is_readable, int count, int64_t nanoseconds) {
    struct pollfd requests[64];
    if (count > 64) count = 64;
    for (int i = 0; i < count; i++) requests[i] = (struct pollfd){descriptors[i], POLLIN, 0};
    struct timespec timeout = {nanoseconds / 1000000000, nanoseconds % 1000000000};
    int ready = ppoll(requests, (nfds_t)count, &timeout, NULL);
    for (int i = 0; i < count; i++) is_readable[i] = ready > 0 && requests[i].revents != 0;
    return ready > 0;
}

void shim_name_thread(const char *name) {
    pthread_setname_np(pthread_self(), name);
}

void shim_tighten_timers(void) {
    prctl(PR_SET_TIMERSLACK, 5000ul);
}

void shim_shorten_slices(void) {
    // The first version of the kernel's struct sched_attr, for which the C library has no call yet.
    struct {
        uint32_t size, policy;
        uint64_t flags;
        int32_t nice;
        uint32_t priority;
        uint64_t runtime, deadline, period;
    } attributes = {.size = 48, .policy = SCHED_OTHER, .runtime = 100000};
    attributes.nice = getpriority(PRIO_PROCESS, 0);
    // Whoever started the program may have chosen another policy.
    if (sched_getscheduler(0) == SCHED_OTHER) syscall(SYS_sched_setattr, 0, &attributes, 0u);
}

void shim_give_way(void) {
    setpriority(PRIO_PROCESS, 0, getpriority(PRIO_PROCESS, 0) + 10);
}

int shim_niceness(void) { return getpriority(PRIO_PROCESS, 0); }

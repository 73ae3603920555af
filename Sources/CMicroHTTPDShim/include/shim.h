// The entry points of libmicrohttpd that are variadic, which Swift cannot call.
#pragma once
#include <microhttpd.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// What a daemon is started with; the options list of MHD_start_daemon as a struct.
struct mhd_shim_settings {
    /// Bound, listening and non-blocking; the daemon's until MHD_quiesce_daemon gives it back.
    int listening_socket;
    unsigned connection_limit;
    /// Bytes of memory for the headers and the answer's head of one connection.
    size_t connection_memory;
    /// PEM texts, or NULL for plain HTTP; read during the start only.
    const char *certificate;
    const char *key;
    /// GnuTLS priority string; read during the start only.
    const char *priorities;
    /// Handed to each callback.
    void *context;
    MHD_AcceptPolicyCallback accept;
    MHD_AccessHandlerCallback access;
    void *(*uri)(void *context, const char *uri, struct MHD_Connection *connection);
    MHD_RequestCompletedCallback completed;
    MHD_NotifyConnectionCallback connection;
};

/// Starts a daemon without a thread of its own: its epoll descriptor is waited on outside.
struct MHD_Daemon *mhd_shim_start(const struct mhd_shim_settings *settings);

/// The epoll descriptor, or -1.
static inline int mhd_shim_epoll(struct MHD_Daemon *daemon) {
    const union MHD_DaemonInfo *info = MHD_get_daemon_info(daemon, MHD_DAEMON_INFO_EPOLL_FD);
    return info ? info->epoll_fd : -1;
}

/// Whether the daemon has work that no descriptor will announce.
static inline bool mhd_shim_is_pending(struct MHD_Daemon *daemon) {
    unsigned long long timeout = 1;
    return MHD_get_timeout(daemon, &timeout) == MHD_YES && timeout == 0;
}

/// The connection's socket, or -1.
static inline int mhd_shim_socket(struct MHD_Connection *connection) {
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
    return info ? info->connect_fd : -1;
}

/// The peer's address, valid while the connection lives.
static inline const struct sockaddr *mhd_shim_peer(struct MHD_Connection *connection) {
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    return info ? info->client_addr : NULL;
}

/// What the connection callback stored.
static inline void *mhd_shim_context(struct MHD_Connection *connection) {
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    return info ? info->socket_context : NULL;
}

/// Bytes from the method to the end of the header block.
static inline size_t mhd_shim_header_size(struct MHD_Connection *connection) {
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_REQUEST_HEADER_SIZE);
    return info ? info->header_size : 0;
}

// What Glibc's Swift module leaves out, for it is declared for GNU or in headers it does not list.

/// A non-blocking eventfd, or -1.
int shim_eventfd(void);

/// Waits until one of `count` (at most 64) descriptors is readable or `nanoseconds` are over, and tells
/// which are; true when any is.
bool shim_wait(const int *descriptors, bool *is_readable, int count, int64_t nanoseconds);

/// Names the calling thread, at most 15 bytes.
void shim_name_thread(const char *name);

/// Lets the calling thread's timers fire at most 5 us late instead of 50: a turn's window is 400 us.
void shim_tighten_timers(void);

/// Lets the calling thread run soon after it woke, in slices of 0.1 ms, where the kernel (6.12) can do that.
void shim_shorten_slices(void);

/// Lets threads that are not so patient go before the calling thread and those that it starts.
void shim_give_way(void);

/// How patient the calling thread is: 0 is usual, 19 the most.
int shim_niceness(void);

internal import CMicroHTTPD
internal import CMicroHTTPDShim
internal import Glibc

/// One daemon of the library: one event loop on one listening socket.
@safe
final class Listener {
    /// Strong, so that an answer may outlive the server; the loop lets go of its listeners at its end.
    let loop: EventLoop
    private(set) var socket: ListeningSocket?
    /// Which of the settings' addresses it is.
    let number: Int
    let isSecure: Bool
    /// Readable when a connection has something to do.
    private(set) var epoll: Int32 = -1
    /// Requests that wait for the end of the turn.
    var held = 0
    var connections = 0
    /// A connection was resumed, which the library notices only when it runs.
    var hasResumed = false
    /// Nil before the start and after the stop.
    private var daemon: OpaquePointer?

    private init(
        _ socket: ListeningSocket,
        number: Int,
        of loop: EventLoop,
        isSecure: Bool
    ) {
        self.loop = loop
        self.socket = socket
        self.number = number
        self.isSecure = isSecure
    }

    /// Starts a daemon; it does nothing before ``run()``.
    static func start(
        _ socket: ListeningSocket,
        number: Int,
        of loop: EventLoop,
        material: TLSMaterial?
    ) throws(ServerError) -> Listener {
        let listener = Listener(socket, number: number, of: loop, isSecure: material != nil)
        // A descriptor of its own: when a daemon does not start, the library may have closed it.
        let descriptor = fcntl(socket.descriptor, F_DUPFD_CLOEXEC, 0)
        guard descriptor >= 0 else { throw .noDescriptor(errno: errno) }
        let daemon = unsafe listener.startDaemon(descriptor, loop.settings, material)
        guard let daemon = unsafe daemon else {
            if let files = material?.files {
                throw .badCertificate(certificate: files.certificate, key: files.key)
            }
            throw .cannotStart(address: socket.address.text)
        }
        unsafe listener.daemon = daemon
        listener.epoll = unsafe mhd_shim_epoll(daemon)
        return listener
    }

    private func startDaemon(
        _ descriptor: Int32,
        _ settings: ServerSettings,
        _ material: TLSMaterial?
    ) -> OpaquePointer? {
        var options = unsafe mhd_shim_settings()
        unsafe options.listening_socket = descriptor
        unsafe options.connection_limit = UInt32(clamping: settings.maxConnections)
        unsafe options.connection_memory = settings.connectionMemory
        unsafe options.context = Unmanaged.passUnretained(self).toOpaque()
        unsafe options.accept = onAccept
        unsafe options.access = onAccess
        unsafe options.uri = onURI
        unsafe options.completed = onCompleted
        unsafe options.connection = onConnection
        guard let material else { return unsafe mhd_shim_start(&options) }
        return unsafe material.certificate.withCString { certificate in
            unsafe material.key.withCString { key in
                unsafe TLSMaterial.priorities.withCString { priorities in
                    unsafe options.certificate = certificate
                    unsafe options.key = key
                    unsafe options.priorities = priorities
                    return unsafe mhd_shim_start(&options)
                }
            }
        }
    }

    /// Does what is ready, without waiting.
    ///
    /// The library must never wait itself: after a full batch of 128 events it waits once more, so that with
    /// exactly a multiple of 128 ready connections it sleeps while holding their requests.
    func run() {
        guard let daemon = unsafe daemon else { return }
        hasResumed = false
        unsafe MHD_run(daemon)
    }

    /// Whether there is work that `epoll` does not tell of.
    var isPending: Bool {
        guard !hasResumed, let daemon = unsafe daemon else { return hasResumed }
        return unsafe mhd_shim_is_pending(daemon)
    }

    /// Takes no more connections and lets go of the socket, which closes if nobody else has it.
    func quiesce() {
        guard socket != nil, let daemon = unsafe daemon else { return }
        close(unsafe MHD_quiesce_daemon(daemon))
        socket = nil
    }

    /// Closes all connections; none may be suspended.
    func stop() {
        // The socket is not the library's to close.
        quiesce()
        guard let daemon = unsafe daemon else { return }
        unsafe self.daemon = nil
        unsafe MHD_stop_daemon(daemon)
    }
}

internal import Glibc

/// The signals a server is led by, held back from all threads and waited for.
///
/// It is made before any other thread, which would take a signal else.
struct StopSignals {
    private var set = sigset_t()

    init() {
        unsafe sigemptyset(&set)
        for number in [SIGTERM, SIGINT, SIGHUP] { unsafe sigaddset(&set, number) }
        unsafe pthread_sigmask(SIG_BLOCK, &set, nil)
    }

    /// Waits for the next one; true where it asks for a reload.
    func nextIsReload() -> Bool {
        var set = set
        var number: Int32 = 0
        while unsafe sigwait(&set, &number) != 0 {}
        return number == SIGHUP
    }
}

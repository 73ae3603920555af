internal import Glibc

/// The right to write in a data directory: one process at a time holds it.
struct DataLock: ~Copyable {
    private let descriptor: Int32

    /// Takes the lock of `directory`; nil while another process holds it.
    init?(directory: String) throws {
        let path = directory + "/lock"
        let descriptor = unsafe open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw CommandError("cannot open \(path): \(errorText()). Is the directory writable?")
        }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            close(descriptor)
            return nil
        }
        self.descriptor = descriptor
    }

    deinit { _ = close(descriptor) }
}

internal import Glibc

/// Standard output and standard error.
enum Terminal {
    /// Writes one line for the person or program that asked.
    static func out(_ text: String) { write(text + "\n", to: STDOUT_FILENO) }

    /// Writes one line about what went wrong or goes on.
    static func error(_ text: String) { write(text + "\n", to: STDERR_FILENO) }

    /// Whether a person looks at standard error, so that progress is worth showing.
    static var showsProgress: Bool { isatty(STDERR_FILENO) == 1 }

    /// The columns of the terminal that shows standard output; nil where no person looks at it.
    static var width: Int? {
        guard isatty(STDOUT_FILENO) == 1 else { return nil }
        var size = winsize()
        let code = unsafe ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size)
        return code == 0 && size.ws_col > 0 ? Int(size.ws_col) : 80
    }

    /// Rewrites the progress line in place; nothing when no person looks.
    static func progress(_ text: String) {
        if showsProgress { write("\r\u{1B}[K\(text)", to: STDERR_FILENO) }
    }

    /// Takes the progress line away.
    static func endProgress() {
        if showsProgress { write("\r\u{1B}[K", to: STDERR_FILENO) }
    }

    /// Writes bytes to standard output; false where the reader went away.
    @discardableResult
    static func write(_ bytes: [UInt8]) -> Bool { write(bytes, to: STDOUT_FILENO) }

    static func write(_ text: String, to descriptor: Int32) {
        write(Array(text.utf8), to: descriptor)
    }

    /// Writes all of it; gives up where the reader went away.
    @discardableResult
    private static func write(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
        var sent = 0
        while sent < bytes.count {
            let count = unsafe bytes.withUnsafeBytes { all in
                unsafe Glibc.write(
                    descriptor,
                    all.baseAddress?.advanced(by: sent),
                    all.count - sent
                )
            }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { return false }
            sent += count
        }
        return true
    }
}

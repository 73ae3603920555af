internal import Glibc

/// Standard output and standard error.
enum Terminal {
    /// Writes one line for the person or program that asked.
    static func out(_ text: String) { write(text + "\n", to: STDOUT_FILENO) }

    /// Writes one line about what went wrong or goes on.
    static func error(_ text: String) { write(text + "\n", to: STDERR_FILENO) }

    /// Whether a person looks at standard error, so that progress is worth showing.
    static var showsProgress: Bool { isatty(STDERR_FILENO) == 1 }

    /// Whether a person looks at standard output.
    static var isInteractive: Bool { isatty(STDOUT_FILENO) == 1 }

    /// Rewrites the progress line in place; nothing when no person looks.
    static func progress(_ text: String) {
        if showsProgress { write("\r\u{1B}[K\(text)", to: STDERR_FILENO) }
    }

    /// Takes the progress line away.
    static func endProgress() {
        if showsProgress { write("\r\u{1B}[K", to: STDERR_FILENO) }
    }

    /// Writes all of it; gives up where the reader went away.
    static func write(_ text: String, to descriptor: Int32) {
        var text = text
        text.withUTF8 { bytes in
            var rest = unsafe UnsafeRawBufferPointer(bytes)
            while unsafe !rest.isEmpty {
                let count = unsafe Glibc.write(descriptor, rest.baseAddress, rest.count)
                if count < 0 && errno == EINTR { continue }
                if count <= 0 { return }
                unsafe rest = UnsafeRawBufferPointer(rebasing: rest[count...])
            }
        }
    }
}

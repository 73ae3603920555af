internal import Crypto
internal import Glibc
internal import SQLite

/// What can go wrong with the data directory: what, where, and what to do about it.
///
/// A path names a file of ours, never a person; no case holds a value that was stored.
package enum StorageError: Error, Hashable, Sendable, CustomStringConvertible {
    /// No room on the volume, in the quota or under the limit on file sizes.
    case full(path: String)
    /// The system or SQLite refused to read or write.
    case failed(path: String, what: String, hint: String)
    /// The file does not hold what was written into it.
    case damaged(path: String, what: String)
    /// A key, or the directory of keys, that others can read.
    case exposed(path: String, mode: String)
    /// A key that data on disk needs and that is not there.
    case missingKey(path: String, needs: String)
    /// A file of a later version of the program.
    case tooNew(path: String, version: Int, known: Int)
    /// A question about something that is not there, or not possible.
    case impossible(what: String, hint: String)

    /// Whether it goes away by itself once there is room again.
    package var isDiskFull: Bool {
        if case .full = self { true } else { false }
    }

    package var description: String { "\(what). \(hint)" }

    /// What happened and where, without a full stop.
    package var what: String {
        switch self {
        case .full(let path): "no room to write \(path)"
        case .failed(let path, let what, _): "\(path): \(what)"
        case .damaged(let path, let what): "\(path) is damaged: \(what)"
        case .exposed(let path, let mode): "\(path) can be read by others (mode \(mode))"
        case .missingKey(let path, let needs): "\(path) is missing, but \(needs)"
        case .tooNew(let path, let version, let known):
            "\(path) has format \(version), this program knows up to \(known)"
        case .impossible(let what, _): what
        }
    }

    /// What the operator can do about it.
    package var hint: String {
        switch self {
        case .full: "Make room on the volume of the data directory; it recovers by itself."
        case .failed(_, _, let hint), .impossible(_, let hint): hint
        case .damaged: "Stop, keep the file, and restore the latest backup beside it to compare."
        case .exposed(let path, _): "Run: chmod go= \(path)"
        case .missingKey: "Put the keys back from where they were kept, then start again."
        case .tooNew: "Start the later version, or restore a backup from before the update."
        }
    }
}

extension StorageError {
    /// SQLite's failure while `doing` something with the file at `path`.
    init(_ error: SQLiteError, path: String, doing: String) {
        if error.isDiskFull {
            self = .full(path: path)
        } else if error.isCorrupt {
            self = .damaged(path: path, what: "\(doing) failed: \(error.message)")
        } else {
            var what = "\(doing) failed: \(error.message) (SQLite \(error.extendedCode))"
            if error.systemError != 0 { what += ", errno \(error.systemError)" }
            let hint = error.hint ?? "Report this with the lines of the log around it."
            self = .failed(path: path, what: what, hint: Self.sentence(hint))
        }
    }

    /// The system's refusal, by `errno`, while `doing` something with the file at `path`.
    init(errno code: Int32, path: String, doing: String) {
        if [ENOSPC, EDQUOT, EFBIG].contains(code) {
            self = .full(path: path)
        } else {
            let reason = unsafe String(cString: strerror(code))
            let hint =
                switch code {
                case EACCES, EPERM, EROFS:
                    "Check the owner and the mode of the file and its folder."
                case ENOENT, ENOTDIR: "Check that its folder exists."
                default: "Look for disk errors in the system log."
                }
            self = .failed(path: path, what: "\(doing) failed: \(reason)", hint: hint)
        }
    }

    /// A failure of the cryptographic library: with keys of the right size only want of memory.
    init(_ error: CryptoError, path: String, doing: String) {
        switch error {
        case .notAuthentic, .invalidPublicKey, .wrongSize:
            self = .damaged(path: path, what: "\(doing) failed: \(error)")
        case .libraryFailed:
            let hint = "Look whether the machine is out of memory."
            self = .failed(path: path, what: "\(doing) failed: \(error)", hint: hint)
        }
    }

    /// Runs `body` and names its failures after the file and the work.
    static func naming<Result>(
        _ path: String,
        _ doing: String,
        _ body: () throws(SQLiteError) -> Result
    ) throws(StorageError) -> Result {
        do throws(SQLiteError) {
            return try body()
        } catch {
            throw StorageError(error, path: path, doing: doing)
        }
    }

    private static func sentence(_ text: String) -> String {
        text.prefix(1).uppercased() + text.dropFirst() + "."
    }
}

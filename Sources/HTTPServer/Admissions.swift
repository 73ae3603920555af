internal import Synchronization

/// Counts open connections, in total and of each address, for all event loops.
final class Admissions: Sendable {
    enum Verdict {
        case admitted
        case tooMany
        case tooManyOfAddress
    }

    private struct State {
        var total = 0
        var ofAddress: [[UInt8]: Int] = [:]
    }

    private let limit: Int
    private let limitOfAddress: Int
    private let isExempt: @Sendable ([UInt8]) -> Bool
    private let state = Mutex(State())

    init(_ settings: ServerSettings) {
        limit = settings.maxConnections
        limitOfAddress = settings.maxConnectionsPerAddress
        isExempt = settings.isExemptFromAddressLimit
    }

    var total: Int { state.withLock { $0.total } }

    /// Whether one more connection of `address` may be opened.
    func verdict(on address: [UInt8]) -> Verdict {
        let isCounted = limitOfAddress > 0 && !isExempt(address)
        return state.withLock { state in
            if state.total >= limit { return .tooMany }
            guard isCounted else { return .admitted }
            let count = state.ofAddress[Self.key(address)] ?? 0
            return count < limitOfAddress ? .admitted : .tooManyOfAddress
        }
    }

    func opened(_ address: [UInt8]) {
        state.withLock { state in
            state.total += 1
            state.ofAddress[Self.key(address), default: 0] += 1
        }
    }

    func closed(_ address: [UInt8]) {
        state.withLock { state in
            state.total -= 1
            let key = Self.key(address)
            guard let count = state.ofAddress[key] else { return }
            state.ofAddress[key] = count > 1 ? count - 1 : nil
        }
    }

    /// A subscriber has a whole IPv6 /64 (RFC 6177), so its 8 bytes count as one address.
    private static func key(_ address: [UInt8]) -> [UInt8] {
        address.count == 16 ? [UInt8](address[..<8]) : address
    }
}

/// How a visit came about: by which source and campaign, on which device, from which location.
struct Context: Hashable {
    var source: UInt32 = 0
    var campaign: UInt32 = 0
    var device: UInt32 = 0
    var location: UInt32 = 0
}

/// The distinct contexts and their dense codes.
struct ContextTable {
    private(set) var contexts: [Context] = [Context()]
    private var codes: [Context: UInt32] = [Context(): 0]

    var count: Int { contexts.count }

    mutating func code(of context: Context) -> UInt32 {
        if let code = codes[context] { return code }
        let code = UInt32(contexts.count)
        contexts.append(context)
        codes[context] = code
        return code
    }
}

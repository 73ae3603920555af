extension String {
    /// The same text with its middle character changed: in base64url always other bytes.
    package var altered: String {
        guard !isEmpty else { return self }
        let middle = index(startIndex, offsetBy: count / 2)
        return self[..<middle] + (self[middle] == "A" ? "B" : "A") + self[index(after: middle)...]
    }
}

extension JSON5Reader {
    mutating func number() throws(JSON5Error) -> JSON5Number {
        let start = index
        let isNegative = next == "-"
        if next == "-" || next == "+" { index += 1 }
        let number: JSON5Number
        switch next {
        case "0" where peek(1) == "x" || peek(1) == "X":
            number = try hexadecimal(isNegative: isNegative)
        case let scalar? where scalar.isDecimalDigit || scalar == ".":
            number = try decimal(isNegative: isNegative)
        case "I", "N":
            let nameStart = index
            switch try name() {
            case "Infinity":
                number = JSON5Number(value: isNegative ? -.infinity : .infinity, whole: nil)
            case "NaN": number = JSON5Number(value: .nan, whole: nil)
            default: throw fault(at: nameStart, "expected digits after the sign")
            }
        default: throw unexpected(wanted: "digits after the sign")
        }
        if let scalar = next, scalar.continuesJSON5Name || scalar == "." {
            throw fault(at: start, "the number is followed by \(scalar.shown)")
        }
        return number
    }

    private mutating func hexadecimal(isNegative: Bool) throws(JSON5Error) -> JSON5Number {
        let start = index
        index += 2
        guard next?.hexDigitValue != nil else { throw unexpected(wanted: "hexadecimal digits") }
        var value: UInt64 = 0
        while let digit = next?.hexDigitValue {
            guard value >> 60 == 0 else {
                throw fault(at: start, "the number does not fit in 64 bits")
            }
            value = value << 4 | UInt64(digit)
            index += 1
        }
        return JSON5Number(
            value: isNegative ? -Double(value) : Double(value),
            whole: Int(exactly: value).map { isNegative ? -$0 : $0 }
        )
    }

    private mutating func decimal(isNegative: Bool) throws(JSON5Error) -> JSON5Number {
        let start = index
        let whole = digits()
        guard whole.count <= 1 || whole.first != "0" else {
            throw fault(at: start, "a number does not begin with 0; octal numbers are no JSON5")
        }
        var fraction = ""
        if next == "." {
            index += 1
            fraction = digits()
            guard !whole.isEmpty || !fraction.isEmpty else { throw unexpected(wanted: "digits") }
        }
        var exponent = ""
        let hasExponent = next == "e" || next == "E"
        if hasExponent {
            index += 1
            if next == "-" { exponent = "-" }
            if next == "-" || next == "+" { index += 1 }
            let power = digits()
            guard !power.isEmpty else { throw unexpected(wanted: "digits of the exponent") }
            exponent += power
        }
        let sign = isNegative ? "-" : ""
        if fraction.isEmpty && !hasExponent, let number = Int(sign + whole) {
            return JSON5Number(
                value: isNegative ? -Double(number.magnitude) : Double(number),
                whole: number
            )
        }
        let plain = "\(sign)\(whole.isEmpty ? "0" : whole).\(fraction.isEmpty ? "0" : fraction)"
        guard let value = Double(hasExponent ? "\(plain)e\(exponent)" : plain) else {
            throw fault(at: start, "the number cannot be read")
        }
        return JSON5Number(value: value, whole: Int(exactly: value))
    }

    private mutating func digits() -> String {
        var text = ""
        while let scalar = next, scalar.isDecimalDigit {
            text.unicodeScalars.append(scalar)
            index += 1
        }
        return text
    }
}

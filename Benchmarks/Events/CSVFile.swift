import Glibc
import Usage

/// Rows as CSV, written in large pieces.
final class CSVFile {
    private let file: Int32
    private var buffer: [UInt8] = []

    init(path: String) {
        file = unsafe open(path, O_CREAT | O_WRONLY | O_TRUNC, 0o600)
        precondition(file >= 0, "the file cannot be written")
        let header =
            "number,time,visitor,page,name,source,campaign,browser,os,country,city,engaged,plan,author\n"
        buffer.append(contentsOf: header.utf8)
    }

    func write(_ row: MadeUpSite.Row, of site: MadeUpSite) {
        let device = site.devices[row.device].value
        let location = site.locations[row.location].value
        let texts = [
            "\(row.number)", "\(row.timeMs)", "\(row.visitor)", site.pages[row.page].value.path,
            MadeUpSite.names[row.name], site.sources[row.source].value.name ?? "Direct / None",
            row.campaign == 0 ? "(not set)" : site.campaigns[row.campaign - 1].value.name ?? "",
            device.browser ?? "", device.system ?? "", location.country ?? "",
            location.city ?? "", "\(row.engagedMs)",
            property(of: row, isOfPages: false, among: MadeUpSite.plans),
            property(of: row, isOfPages: true, among: MadeUpSite.authors),
        ]
        for (index, text) in texts.enumerated() {
            if index > 0 { buffer.append(UInt8(ascii: ",")) }
            buffer.append(contentsOf: text.utf8)
        }
        buffer.append(UInt8(ascii: "\n"))
        if buffer.count > 1 << 20 { flush() }
    }

    private func property(
        of row: MadeUpSite.Row,
        isOfPages: Bool,
        among values: [String]
    ) -> String {
        row.property > 0 && (row.name == 0) == isOfPages ? values[row.property - 1] : "(none)"
    }

    private func flush() {
        var written = 0
        while written < buffer.count {
            let count = unsafe buffer[written...].withUnsafeBytes { bytes in
                unsafe Glibc.write(file, bytes.baseAddress, bytes.count)
            }
            precondition(count > 0, "the disk is full")
            written += count
        }
        buffer.removeAll(keepingCapacity: true)
    }

    func close() {
        flush()
        Glibc.close(file)
    }
}

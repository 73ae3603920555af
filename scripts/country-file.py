"""Makes an .mmdb file of countries from the text files of Debian's tor-geoipdb.

    country-file.py GEOIP GEOIP6 OUTPUT

The format is https://maxmind.github.io/MaxMind-DB/: a binary tree over 128 address bits, in which
IPv4 addresses are those under ::/96, then the data, then the metadata.
"""

import calendar
import ipaddress
import sys
import time


def ranges(path, version):
    """(first, last, country) of each line, neighbours of one country joined; and the build time."""
    found = []
    built = 0
    for line in open(path, encoding="utf-8"):
        if line.startswith("# Generated:"):
            date = line.split(":", 1)[1].strip()
            built = calendar.timegm(time.strptime(date, "%a, %d %b %Y %H:%M:%S GMT"))
        if line.startswith("#") or not line.strip():
            continue
        first, last, country = line.strip().split(",")
        if not (len(country) == 2 and country.isalpha()):
            continue
        if version == 4:
            first, last = int(first), int(last)
        else:
            first, last = int(ipaddress.IPv6Address(first)), int(ipaddress.IPv6Address(last))
        if found and found[-1][2] == country and found[-1][1] + 1 == first:
            found[-1] = (found[-1][0], last, country)
        else:
            found.append((first, last, country))
    found.sort()
    return found, built


def text(value):
    return bytes([2 << 5 | len(value)]) + value.encode()


def number(kind, value):
    raw = value.to_bytes(8, "big").lstrip(b"\0")
    control = bytes([kind << 5 | len(raw)]) if kind < 8 else bytes([len(raw), kind - 7])
    return control + raw


def mapping(**entries):
    return bytes([7 << 5 | len(entries)]) + b"".join(text(k) + v for k, v in entries.items())


def main(geoip, geoip6, output):
    ipv4, built4 = ranges(geoip, 4)
    ipv6, built6 = ranges(geoip6, 6)
    # Nothing else lives under ::/96.
    everything = ipv4 + [entry for entry in ipv6 if entry[0] >> 32]

    data = b""
    offsets = {}
    for country in sorted({entry[2] for entry in everything}):
        offsets[country] = len(data)
        data += mapping(country=mapping(iso_code=text(country)))

    nodes = []  # pairs of: None for nothing, a country, or the number of a node

    def place(low, high, begin, end):
        """What stands for addresses low...high, which entries begin..<end overlap."""
        if begin == end:
            return None
        first, last, country = everything[begin]
        if end - begin == 1 and first <= low and last >= high:
            return country
        node = len(nodes)
        nodes.append(None)
        middle = (low + high) >> 1
        below, above = begin, end
        while below < above:  # the first entry that begins above the middle
            split = (below + above) // 2
            if everything[split][0] <= middle:
                below = split + 1
            else:
                above = split
        # An entry over the middle belongs to both halves.
        right = below - 1 if below > begin and everything[below - 1][1] > middle else below
        nodes[node] = (place(low, middle, begin, below), place(middle + 1, high, right, end))
        return node

    place(0, 2**128 - 1, 0, len(everything))

    def record(value):
        if value is None:
            value = len(nodes)
        elif isinstance(value, str):
            value = len(nodes) + 16 + offsets[value]
        return value.to_bytes(4, "big")

    metadata = mapping(
        binary_format_major_version=number(5, 2),
        binary_format_minor_version=number(5, 0),
        build_epoch=number(9, min(built4, built6)),
        database_type=text("IPFire-Country"),
        description=mapping(en=text("IPFire countries")),
        ip_version=number(5, 6),
        languages=bytes([0, 11 - 7]),
        node_count=number(6, len(nodes)),
        record_size=number(5, 32),
    )
    with open(output, "wb") as file:
        for left, right in nodes:
            file.write(record(left) + record(right))
        file.write(bytes(16) + data + b"\xab\xcd\xefMaxMind.com" + metadata)


if __name__ == "__main__":
    main(*sys.argv[1:])

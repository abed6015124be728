// The FM1 line protocol (docs/meter.md): builds one record at a time, with its checksum. Plain C++, no Arduino in it,
// so that it can be compiled and tried on any computer.
#ifndef FM1_H
#define FM1_H

#include <stdint.h>
#include <stdio.h>
#include <string.h>

// CRC-16/CCITT-FALSE: "123456789" gives 29B1.
inline uint16_t fm1_checksum(const char *text, size_t size) {
  uint16_t crc = 0xFFFF;
  for (size_t at = 0; at < size; at++) {
    crc ^= (uint16_t)((uint8_t)text[at]) << 8;
    for (uint8_t bit = 0; bit < 8; bit++) {
      crc = (crc & 0x8000) ? (uint16_t)((crc << 1) ^ 0x1021) : (uint16_t)(crc << 1);
    }
  }
  return crc;
}

const size_t FM1_LONGEST = 96;

struct Fm1Line {
  char text[FM1_LONGEST + 2];
  size_t size = 0;
  bool fits = true;

  void add(const char *words) {
    size_t more = strlen(words);
    if (size + more + 6 > FM1_LONGEST) {  // room for *HHHH and the line feed
      fits = false;
      return;
    }
    memcpy(text + size, words, more + 1);
    size += more;
  }

  void begin(uint16_t seq, uint32_t up_ms, const char *kind) {
    char head[40];
    snprintf(head, sizeof head, "!FM1 %u %lu %s", (unsigned)seq, (unsigned long)up_ms, kind);
    size = 0;
    fits = true;
    add(head);
  }

  void add_text(const char *name, const char *value) {
    add(" ");
    add(name);
    add("=");
    add(value);
  }

  void add_number(const char *name, unsigned long value) {
    char digits[12];
    snprintf(digits, sizeof digits, "%lu", value);
    add_text(name, digits);
  }

  // Closes the line; false if it was too long, and then it must not be sent.
  bool end() {
    char tail[8];
    snprintf(tail, sizeof tail, "*%04X\n", (unsigned)fm1_checksum(text + 1, size - 1));
    memcpy(text + size, tail, 7);
    size += 6;
    return fits;
  }
};

// Root mean square of a current around its own mean: the middle of the supply drifts, the mean follows it. Give it
// values near zero: an 8-bit board has floats of 24 bits only, and squares of large values would drown the current.
struct RmsWindow {
  float sum = 0;
  float squares = 0;
  uint32_t count = 0;

  void add(float value) {
    sum += value;
    squares += value * value;
    count++;
  }

  float mean_square() const {
    if (count == 0) return 0;
    float mean = sum / count;
    float variance = squares / count - mean * mean;
    return variance > 0 ? variance : 0;
  }
};

#endif

// FM1 meter: current clamp, up to two inputs, one button, three lamps, and a card reader if there is one.
// It measures and tells. It switches nothing: there is no output to the machine, and none must be added.
// Parts, wiring and how to set it up: docs/meter.md. Written for an Arduino Nano (ATmega328P, 5 V).

#include <EEPROM.h>
#include <math.h>

#include "fm1.h"

#define HAS_CLAMP 1
#define HAS_READER 0  // 1 with an MFRC522 on SPI and the library "MFRC522"

#if HAS_READER
#include <MFRC522.h>
#include <SPI.h>
#endif

// ---- what belongs to this one meter
const char IDENT[] = "FM1-0001";       // write it on the case too
const float AMPERES_PER_VOLT = 30.0;   // SCT-013-030: 30 A gives 1 V
const float SUPPLY_VOLTS = 5.0;
const int NOISE_MA = 60;               // less than this is told as 0: the converter's own flutter

// ---- wiring
const uint8_t CLAMP_PIN = A0;
struct Input {
  uint8_t pin;
  const char *name;
  uint8_t is_on, was_on;
  uint32_t since;
};
Input inputs[] = {{2, "run", 0, 2, 0}, {3, "lid", 0, 2, 0}};  // 0 V through an optocoupler = on
const uint8_t BUTTON_PIN = 4;                                  // to 0 V
const uint8_t OK_LAMP = 5, NO_LAMP = 6, WAIT_LAMP = 7;
const uint8_t READER_SELECT = 10, READER_RESET = 9;

const uint32_t DEBOUNCE_MS = 40, CURRENT_MS = 1000, HEARTBEAT_MS = 5000, TAG_MS = 1000;

Fm1Line line;
RmsWindow window;
uint16_t seq = 0;
uint32_t boots = 0, current_at = 0, spoke_at = 0, button_at = 0, tag_at = 0;
uint8_t button_was = HIGH;
char heard[24];
uint8_t heard_size = 0;
#if HAS_READER
MFRC522 reader(READER_SELECT, READER_RESET);
#endif

void begin_line(const char *kind) { line.begin(seq, millis(), kind); }

void end_line() {
  if (line.end()) {
    Serial.write((const uint8_t *)line.text, line.size);
    seq++;
    spoke_at = millis();
  }
}

void say_hello() {
  begin_line("HELLO");
  line.add_text("fw", "1.0");
  line.add_text("id", IDENT);
  line.add_number("boot", boots);
  line.add_text("cap", HAS_READER ? "cur,in,tag" : "cur,in");
  end_line();
}

void count_boot() {
  EEPROM.get(0, boots);
  if (boots > 1000000UL) boots = 0;  // a fresh EEPROM holds ones
  boots++;
  EEPROM.put(0, boots);
}

void tell_current() {
  float counts = sqrt(window.mean_square());
  float volts = counts * SUPPLY_VOLTS / 1024.0;
  long milliamps = lround(volts * AMPERES_PER_VOLT * 1000.0);
  window = RmsWindow();
  begin_line("CUR");
  line.add_number("ch", 0);
  line.add_number("ma", milliamps < NOISE_MA ? 0 : milliamps);
  end_line();
}

void look_at_inputs() {
  for (Input &one : inputs) {
    uint8_t is_on = digitalRead(one.pin) == LOW;
    if (is_on != one.is_on) {
      one.is_on = is_on;
      one.since = millis();
    }
    if (one.is_on != one.was_on && millis() - one.since >= DEBOUNCE_MS) {
      one.was_on = one.is_on;
      begin_line("IN");
      line.add_text("name", one.name);
      line.add_number("on", one.is_on);
      end_line();
    }
  }
}

void look_at_button() {
  uint8_t is_now = digitalRead(BUTTON_PIN);
  if (is_now == button_was || millis() - button_at < DEBOUNCE_MS) return;
  button_was = is_now;
  button_at = millis();
  if (is_now == LOW) {
    begin_line("BTN");
    line.add_text("id", "end");
    end_line();
  }
}

void look_for_card() {
#if HAS_READER
  if (millis() - tag_at < TAG_MS || !reader.PICC_IsNewCardPresent() || !reader.PICC_ReadCardSerial()) return;
  tag_at = millis();
  char uid[21] = "";
  for (uint8_t at = 0; at < reader.uid.size && at < 10; at++) snprintf(uid + at * 2, 3, "%02X", reader.uid.uidByte[at]);
  begin_line("TAG");
  line.add_text("uid", uid);
  line.add_text("ev", "tap");
  end_line();
  reader.PICC_HaltA();
#endif
}

void set_lamps(const char *word) {
  digitalWrite(OK_LAMP, strcmp(word, "ok") == 0);
  digitalWrite(NO_LAMP, strcmp(word, "no") == 0);
  digitalWrite(WAIT_LAMP, strcmp(word, "wait") == 0);
}

void listen() {
  while (Serial.available()) {
    char one = Serial.read();
    if (one == '\n') {
      heard[heard_size] = 0;
      if (strcmp(heard, "ID?") == 0) say_hello();
      if (strncmp(heard, "LED ", 4) == 0) set_lamps(heard + 4);
      heard_size = 0;
    } else if (one != '\r' && heard_size < sizeof heard - 1) {
      heard[heard_size++] = one;
    }
  }
}

void setup() {
  Serial.begin(115200);
  for (Input &one : inputs) pinMode(one.pin, INPUT_PULLUP);
  pinMode(BUTTON_PIN, INPUT_PULLUP);
  pinMode(OK_LAMP, OUTPUT);
  pinMode(NO_LAMP, OUTPUT);
  pinMode(WAIT_LAMP, OUTPUT);
  count_boot();
#if HAS_READER
  SPI.begin();
  reader.PCD_Init();
#endif
  say_hello();
}

void loop() {
#if HAS_CLAMP
  window.add(analogRead(CLAMP_PIN) - 512);
  if (millis() - current_at >= CURRENT_MS) {
    current_at = millis();
    tell_current();
  }
#endif
  look_at_inputs();
  look_at_button();
  look_for_card();
  listen();
  if (millis() - spoke_at >= HEARTBEAT_MS) {
    begin_line("HB");
    end_line();
  }
}

/* ICU's data with nothing in it, as ICU's own stubdata has it.
 *
 * Foundation brings 34 MB of it into each program: names, formats and rules of all languages and
 * zones. embargod uses none of that: it writes no dates or words by locale, and reads zones from
 * the system. scripts/package has the linker take this in its place.
 */
#include <stdint.h>

struct package {
  uint16_t header_size;
  uint8_t magic[2];
  uint16_t info_size, reserved_word;
  uint8_t is_big_endian, charset_family, size_of_char, reserved_byte;
  uint8_t format[4], format_version[4], data_version[4];
  char padding[8];
  uint32_t count, reserved;
  void *first[3];
};

__attribute__((aligned(16))) const struct package embargod_no_locales = {
    32, {0xda, 0x27}, 20, 0, 0, 0, sizeof(uint16_t), 0, {'T', 'o', 'C', 'P'}, {1, 0, 0, 0},
    {0, 0, 0, 0}, {0}, 0, 0, {0},
};

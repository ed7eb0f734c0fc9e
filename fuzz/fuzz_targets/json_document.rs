#![no_main]

use doorknob_input::fuzz::Parser;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    Parser::JsonDocument.feed(bytes);
});

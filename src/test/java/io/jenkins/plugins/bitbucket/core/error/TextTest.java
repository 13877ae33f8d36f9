package io.jenkins.plugins.bitbucket.core.error;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TextTest {

    @Test
    void onlyDisplayedTextIsTruncated() {
        String long1000 = "x".repeat(1000);

        assertThat(Text.printable(long1000)).isEqualTo("x".repeat(500) + "…");
        assertThat(Text.oneLine(" a\nb\u001b[31m" + long1000)).isEqualTo("a b [31m" + long1000);
    }

    @Test
    void noCharacterIsSplit() {
        String rockets = "🚀".repeat(300);

        assertThat(Text.isUnicode(Text.printable(rockets))).isTrue();
        assertThat(Text.isUnicode(Text.printable("x" + rockets))).isTrue();
    }
}

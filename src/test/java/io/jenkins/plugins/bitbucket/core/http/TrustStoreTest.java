package io.jenkins.plugins.bitbucket.core.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrustStoreTest {

    @TempDir
    private Path folder;

    @Test
    void isTheOneOfJavaIfThereIsNoOther() {
        assertThat(TlsProblem.javaStore(folder)).isEqualTo(folder.resolve("cacerts"));
    }

    @Test
    void isTheLocalOneIfItExists() throws IOException {
        Path local = Files.createFile(folder.resolve("jssecacerts"));

        assertThat(TlsProblem.javaStore(folder)).isEqualTo(local);
    }
}

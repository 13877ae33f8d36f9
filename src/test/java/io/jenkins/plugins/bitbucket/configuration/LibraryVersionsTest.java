package io.jenkins.plugins.bitbucket.configuration;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.cfg.PackageVersion;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.jar.JarFile;
import javax.xml.parsers.DocumentBuilderFactory;
import okhttp3.OkHttp;
import org.apache.sshd.client.SshClient;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.eclipse.jgit.lib.Repository;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;

/** The Jenkins-free half is built and tested with the libraries of Jenkins' API plugins. */
class LibraryVersionsTest {

    @Test
    void jacksonIsThatOfTheApiPlugin() throws Exception {
        assertThat(versionInCore("jackson.version")).isEqualTo(PackageVersion.VERSION.toString());
    }

    @Test
    void okHttpIsThatOfTheApiPlugin() throws Exception {
        assertThat(versionInCore("okhttp.version")).isEqualTo(OkHttp.VERSION);
    }

    @Test
    void jgitIsThatOfTheGitClientPlugin() throws Exception {
        assertThat(versionInCore("jgit.version")).isEqualTo(bundleVersion(Repository.class));
    }

    @Test
    void sshIsThatOfTheMinaApiPlugin() throws Exception {
        assertThat(versionInCore("sshd.version")).isEqualTo(attribute(SshClient.class, "Implementation-Version"));
    }

    @Test
    void cryptographyIsThatOfTheBouncyCastleApiPlugin() throws Exception {
        assertThat(bundleVersion(BouncyCastleProvider.class)).startsWith(versionInCore("bouncycastle.version"));
    }

    private static String versionInCore(String property) throws Exception {
        Document pom = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(Path.of("core", "pom.xml").toFile());
        return pom.getElementsByTagName(property).item(0).getTextContent();
    }

    private static String bundleVersion(Class<?> type) throws IOException {
        return attribute(type, "Bundle-Version");
    }

    private static String attribute(Class<?> type, String name) throws IOException {
        File jar = new File(
                type.getProtectionDomain().getCodeSource().getLocation().getPath());
        try (JarFile file = new JarFile(jar)) {
            return file.getManifest().getMainAttributes().getValue(name);
        }
    }
}

package io.jenkins.plugins.bitbucket.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.xpath.XPathConstants;
import javax.xml.xpath.XPathExpressionException;
import javax.xml.xpath.XPathFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/**
 * The requirements of Jenkins' hosting check for a new plugin, according to its source in August 2026: the classes
 * {@code Requirements}, {@code RequiredFilesVerifier}, {@code MavenVerifier} and {@code JellyVerifier} of <a
 * href="https://github.com/jenkins-infra/repository-permissions-updater">repository-permissions-updater</a>. Only
 * whether the BOM is the newest one can't be checked without Jenkins' repository.
 */
class HostingRequirementsTest {

    private static final String LOWEST_PARENT = "6.2211.v27f680c93c53";
    private static final String LOWEST_JENKINS = "2.541.3";
    private static final Set<Integer> ALLOWED_JDKS = Set.of(21, 25);
    private static final int ARTIFACT_ID_LIMIT = 37;
    // Libraries that API plugins provide; only those that this plugin might use.
    private static final Set<String> BANNED = Set.of(
            "com.fasterxml.jackson.core:jackson-core",
            "com.fasterxml.jackson.core:jackson-databind",
            "com.squareup.okhttp3:okhttp",
            "org.apache.commons:commons-lang",
            "org.apache.commons:commons-lang3",
            "org.apache.commons:commons-text",
            "org.bouncycastle:bcpkix-jdk18on",
            "org.bouncycastle:bcprov-jdk18on");

    private final Document pom = parse(ProjectFiles.text("pom.xml"));

    @Test
    void hasANewParentPom() {
        assertThat(pom("/project/parent/groupId")).isEqualTo("org.jenkins-ci.plugins");
        assertThat(numbers(pom("/project/parent/version"))).isGreaterThanOrEqualTo(numbers(LOWEST_PARENT));
    }

    @Test
    void requiresANewJenkins() {
        String baseline = pom("/project/properties/jenkins.baseline");
        String version = pom("/project/properties/jenkins.version").replace("${jenkins.baseline}", baseline);

        assertThat(baseline).isNotEmpty();
        assertThat(numbers(version)).isGreaterThanOrEqualTo(numbers(LOWEST_JENKINS));
    }

    @Test
    void usesTheBomOfItsJenkins() {
        String bom = "/project/dependencyManagement/dependencies/dependency[groupId='io.jenkins.tools.bom']/artifactId";

        assertThat(pom(bom)).isEqualTo("bom-${jenkins.baseline}.x");
    }

    @Test
    void isNamedAsItsRepositoryWillBe() {
        String artifactId = pom("/project/artifactId");

        assertThat(pom("/project/groupId")).isEqualTo("io.jenkins.plugins");
        assertThat(artifactId).hasSizeLessThan(ARTIFACT_ID_LIMIT).isLowerCase().doesNotContain("jenkins");
        assertThat(pom("/project/name")).isNotEmpty().doesNotContainIgnoringCase("jenkins");
        assertThat(pom("/project/url")
                        .replace("${gitHubRepo}", pom("/project/properties/gitHubRepo"))
                        .replace("${project.artifactId}", artifactId))
                .isEqualTo("https://github.com/jenkinsci/" + artifactId + "-plugin");
    }

    @Test
    void hasALicenseAndNoDevelopers() {
        assertThat(pom("/project/licenses/license/name")).isNotEmpty();
        assertThat(elements("/project/developers")).isEmpty();
    }

    @Test
    void declaresItsSources() {
        assertThat(pom("/project/scm/connection")).startsWith("scm:git:https:");
        assertThat(List.of("developerConnection", "url", "tag"))
                .allSatisfy(name -> assertThat(pom("/project/scm/" + name)).isNotEmpty());
    }

    @Test
    void usesRepositoriesOverHttps() {
        assertThat(elements("//repositories/repository/url | //pluginRepositories/pluginRepository/url"))
                .isNotEmpty()
                .allSatisfy(url -> assertThat(url.getTextContent()).startsWith("https://"));
    }

    @ParameterizedTest
    @CsvSource({
        "changelist, 999999-SNAPSHOT",
        "hpi.strictBundledArtifacts, true",
        "ban-commons-lang-2.skip, false",
        "ban-deprecated-stapler.skip, false",
        "ban-junit4-imports.skip, false",
        "banObsoleteDependencyOverrides.skip, false"
    })
    void setsAProperty(String name, String value) {
        assertThat(pom("/project/properties/" + name)).isEqualTo(value);
    }

    @ParameterizedTest
    @ValueSource(strings = {"java.level", "maven.compiler.source", "maven.compiler.target", "maven.compiler.release"})
    void leavesAPropertyToTheParentPom(String name) {
        assertThat(elements("/project/properties/" + name)).isEmpty();
    }

    @Test
    void takesLibrariesFromApiPlugins() {
        List<String> compiled = elements("/project/dependencies/dependency[not(scope) or scope='compile']").stream()
                .map(d -> child(d, "groupId") + ":" + child(d, "artifactId"))
                .toList();

        assertThat(compiled).isNotEmpty().doesNotContainAnyElementsOf(BANNED);
    }

    @Test
    void isReleasedByEachMerge() {
        assertThat(pom("/project/version")).isEqualTo("${changelist}");
        assertThat(ProjectFiles.text(".mvn/maven.config").lines()).contains("-Dchangelist.format=%d.v%s");
        assertThat(List.of(".mvn/extensions.xml", ".github/workflows/cd.yaml")).allSatisfy(this::isThere);
        assertThat(List.of(".github/release-drafter.yml", ".github/workflows/release-drafter.yml"))
                .allSatisfy(file -> assertThat(ProjectFiles.path(file)).doesNotExist());
    }

    @Test
    void isBuiltWithTheJdksThatJenkinsTakes() {
        String jenkinsfile = ProjectFiles.text("Jenkinsfile");

        assertThat(jenkinsfile.replaceAll("(?s)/\\*.*?\\*/", "").strip()).matches("(?s)buildPlugin\\(.*\\)");
        assertThat(groups(jenkinsfile, "\\[platform: '\\w+', jdk: (\\d+)]"))
                .isNotEmpty()
                .allSatisfy(jdk -> assertThat(ALLOWED_JDKS).contains(Integer.valueOf(jdk)))
                .hasSize(groups(jenkinsfile, "(jdk):").size());
    }

    @Test
    void hasTheFilesThatEachRepositoryHas() {
        assertThat(List.of(
                        "README.md",
                        "LICENSE",
                        ".github/dependabot.yml",
                        ".github/workflows/jenkins-security-scan.yml"))
                .allSatisfy(this::isThere);
        assertThat(ProjectFiles.text(".github/CODEOWNERS").lines())
                .contains("* @jenkinsci/" + pom("/project/artifactId") + "-plugin-developers");
        assertThat(ProjectFiles.text(".gitignore").lines()).contains("target/", "work/");
    }

    @Test
    void hasPagesThatAContentSecurityPolicyAllows() {
        assertThat(ProjectFiles.below("src/main/resources", ".jelly"))
                .isNotEmpty()
                .allSatisfy(file -> {
                    Document page = parse(Files.readString(file));
                    assertThat(elements(page, "//style")).isEmpty();
                    assertThat(elements(page, "//script[not(@src) and not(@type='application/json')]"))
                            .isEmpty();
                    assertThat(elements(page, "//*[@onclick] | //*[@checkUrl and not(@checkDependsOn)]"))
                            .isEmpty();
                    assertThat(elements(page, "//*[namespace-uri()='']/@*[starts-with(name(), 'on')]/.."))
                            .isEmpty();
                });
    }

    private void isThere(String file) {
        Path path = ProjectFiles.path(file);
        assertThat(path).isNotEmptyFile();
    }

    private String pom(String path) {
        List<Element> found = elements(path);
        return found.isEmpty() ? "" : found.get(0).getTextContent().strip();
    }

    private List<Element> elements(String path) {
        return elements(pom, path);
    }

    private static List<Element> elements(Document document, String path) {
        try {
            NodeList nodes =
                    (NodeList) XPathFactory.newInstance().newXPath().evaluate(path, document, XPathConstants.NODESET);
            return IntStream.range(0, nodes.getLength())
                    .mapToObj(i -> (Element) nodes.item(i))
                    .toList();
        } catch (XPathExpressionException e) {
            throw new IllegalArgumentException(path, e);
        }
    }

    private static String child(Element element, String name) {
        return element.getElementsByTagName(name).item(0).getTextContent();
    }

    private static Document parse(String xml) {
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
            // Paths are written without prefixes.
            factory.setNamespaceAware(!xml.contains("http://maven.apache.org/POM"));
            return factory.newDocumentBuilder().parse(new ByteArrayInputStream(xml.getBytes(StandardCharsets.UTF_8)));
        } catch (ParserConfigurationException | SAXException | IOException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static List<String> groups(String text, String pattern) {
        return Pattern.compile(pattern)
                .matcher(text)
                .results()
                .map(result -> result.group(1))
                .toList();
    }

    /** The leading numbers of a version, as one comparable number: no part is longer than six digits. */
    private static BigInteger numbers(String version) {
        List<String> parts = Pattern.compile("^\\d+|(?<=\\.)\\d+")
                .matcher(version)
                .results()
                .map(MatchResult::group)
                .toList();
        BigInteger all = BigInteger.ZERO;
        for (int i = 0; i < 3; i++) {
            all = all.multiply(BigInteger.valueOf(1_000_000))
                    .add(i < parts.size() ? new BigInteger(parts.get(i)) : BigInteger.ZERO);
        }
        return all;
    }
}

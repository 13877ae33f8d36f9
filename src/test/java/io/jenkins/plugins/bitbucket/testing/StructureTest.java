package io.jenkins.plugins.bitbucket.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The packages depend on each other only as the table in {@code docs/architecture.md} says. */
class StructureTest {

    private static final String ROOT = "io/jenkins/plugins/bitbucket";
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `([a-z.]+)` \\| [^|]+ \\| ([^|]*) \\|$");
    private static final Pattern IMPORT =
            Pattern.compile("(?m)^import (?:static )?io\\.jenkins\\.plugins\\.bitbucket\\.([a-z.]+?)\\.[A-Z*]");
    private static final Pattern PACKAGE_NAME = Pattern.compile("`([a-z.]+)`");
    private static final int FILE_LIMIT = 300;
    private static final int MEDIAN_LIMIT = 75;

    /** For each package, its allowed dependencies. */
    private static Map<String, Set<String>> table() {
        Map<String, Set<String>> table = new TreeMap<>();
        Matcher row = ROW.matcher(ProjectFiles.text("docs/architecture.md"));
        while (row.find()) {
            table.put(row.group(1), new TreeSet<>(names(row.group(2))));
        }
        return table;
    }

    private static List<String> names(String cell) {
        return PACKAGE_NAME
                .matcher(cell)
                .results()
                .map(result -> result.group(1))
                .toList();
    }

    private static List<SourceFile> sources(String folder) {
        return ProjectFiles.below(folder + "/" + ROOT, ".java").stream()
                .map(file -> ProjectFiles.path("").relativize(file).toString().replace('\\', '/'))
                .map(file -> new SourceFile(file, ProjectFiles.text(file)))
                .toList();
    }

    /** @param path relative to the project's folder, with slashes */
    private record SourceFile(String path, String text) {

        /** Its package, relative to the plugin's own. */
        String room() {
            String folder = path.substring(path.indexOf(ROOT) + ROOT.length());
            return folder.substring(1, Math.max(1, folder.lastIndexOf('/'))).replace('/', '.');
        }

        Set<String> uses() {
            return IMPORT.matcher(text)
                    .results()
                    .map(MatchResult::group)
                    .map(line -> line.replaceFirst(IMPORT.pattern(), "$1"))
                    .filter(used -> !used.equals(room()))
                    .collect(Collectors.toCollection(TreeSet::new));
        }

        long lines() {
            return text.lines().count();
        }
    }

    @Test
    void everyPackageHasARowInTheTable() {
        Set<String> rooms =
                sources("src/main/java").stream().map(SourceFile::room).collect(Collectors.toCollection(TreeSet::new));

        assertThat(table().keySet()).isEqualTo(rooms);
    }

    @Test
    void theTableHasNoCycle() {
        Map<String, Set<String>> open = table();
        while (open.values().removeIf(uses -> uses.stream().noneMatch(open::containsKey))) {
            // Each round removes the packages that use only packages that were removed before.
        }
        assertThat(open).isEmpty();
    }

    @Test
    void packagesUseOnlyWhatTheTableSays() {
        Map<String, Set<String>> table = table();

        assertThat(sources("src/main/java"))
                .isNotEmpty()
                .allSatisfy(file ->
                        assertThat(table.get(file.room())).as(file.path()).containsAll(file.uses()));
    }

    @Test
    void theTableListsOnlyActualDependencies() {
        Map<String, Set<String>> used = sources("src/main/java").stream()
                .collect(Collectors.groupingBy(
                        SourceFile::room,
                        TreeMap::new,
                        Collectors.flatMapping(file -> file.uses().stream(), Collectors.toCollection(TreeSet::new))));

        assertThat(table()).isEqualTo(used);
    }

    @Test
    void theJenkinsFreeHalfDoesNotDependOnJenkins() {
        assertThat(sources("src/main/java").stream().filter(file -> file.room().startsWith("core.")))
                .isNotEmpty()
                .allSatisfy(
                        file -> assertThat(file.text()).doesNotContainPattern("import (static )?(hudson|jenkins)\\."))
                .allSatisfy(file -> assertThat(file.uses()).allMatch(used -> used.startsWith("core.")));
    }

    @Test
    void theEmbeddedBitbucketDoesNotDependOnThePlugin() {
        assertThat(sources("src/test/java").stream().filter(file -> file.room().startsWith("emulator")))
                .isNotEmpty()
                .allSatisfy(file -> assertThat(file.uses()).allMatch(used -> used.startsWith("emulator")));
    }

    @Test
    void everyPackageDescribesItsContents() {
        assertThat(table().keySet())
                .allSatisfy(room -> assertThat(ProjectFiles.path(
                                "src/main/java/" + ROOT + "/" + room.replace('.', '/') + "/package-info.java"))
                        .isNotEmptyFile());
    }

    @Test
    void filesAreShort() {
        List<SourceFile> sources = sources("src/main/java");
        long[] lines = sources.stream().mapToLong(SourceFile::lines).sorted().toArray();

        assertThat(sources)
                .allSatisfy(file -> assertThat(file.lines()).as(file.path()).isLessThanOrEqualTo(FILE_LIMIT));
        assertThat(lines[lines.length / 2]).isLessThanOrEqualTo(MEDIAN_LIMIT);
    }

    @Test
    void simpleNamesAreUnique() {
        Map<String, List<String>> byName = Arrays.asList("src/main/java", "src/test/java").stream()
                .flatMap(folder -> sources(folder).stream())
                .map(SourceFile::path)
                .filter(path -> !path.endsWith("package-info.java"))
                .collect(Collectors.groupingBy(path -> path.substring(path.lastIndexOf('/') + 1)));

        assertThat(byName.values()).allSatisfy(paths -> assertThat(paths).hasSize(1));
    }
}

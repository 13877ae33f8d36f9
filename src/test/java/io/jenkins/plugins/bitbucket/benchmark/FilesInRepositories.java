package io.jenkins.plugins.bitbucket.benchmark;

import io.jenkins.plugins.bitbucket.benchmark.FileWays.Cost;
import io.jenkins.plugins.bitbucket.benchmark.FileWays.Way;
import io.jenkins.plugins.bitbucket.emulator.state.HostedRepository;
import io.jenkins.plugins.bitbucket.testing.Acme;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Small files in small and large repositories: committed and read by the use cases, and with git. */
final class FilesInRepositories implements Chapter {

    private static final int MEGABYTE = 1_000_000;
    private static final int LARGE = 500;
    private static final int FILES = 100;
    private static final String OURS = "use case";
    private static final String TREELESS = "git, tree-less";
    private static final String BLOBLESS = "git, blob-less";
    private static final String SHALLOW = "git, shallow";

    @Override
    public String name() {
        return "files";
    }

    @Override
    public List<Table> measure(boolean quick) throws Exception {
        List<Table> tables = new ArrayList<>();
        try (Acme acme = new Acme();
                FileWays ways = new FileWays(acme)) {
            Map<String, Map<Integer, Samples>> bytes = new LinkedHashMap<>();
            for (int size : quick ? new int[] {1} : new int[] {1, 50, LARGE}) {
                HostedRepository repository = repository(acme, size);
                warmUp(ways, repository.slug(), quick || size > 1 ? 1 : 20);
                for (int files : new int[] {1, 10, FILES}) {
                    String what = files == 1 ? "Commit a file" : "Commit " + files + " files";
                    Map<String, Way> contenders = new LinkedHashMap<>();
                    contenders.put(OURS, ways.commit(files));
                    contenders.put(TREELESS, ways.commitByTreelessClone(files));
                    contenders.put(BLOBLESS, ways.commitByBloblessClone(files));
                    contenders.put(SHALLOW, ways.commitByShallowClone(files));
                    tables.add(table(what, size, contest(ways, repository.slug(), contenders, quick, size), bytes));
                }
                Map<String, Way> readers = new LinkedHashMap<>();
                readers.put(OURS, ways::read);
                readers.put(TREELESS, ways::readByTreelessClone);
                readers.put(BLOBLESS, ways::readByBloblessClone);
                readers.put(SHALLOW, ways::readByShallowClone);
                tables.add(table("Read a file", size, contest(ways, repository.slug(), readers, quick, size), bytes));
            }
            if (!quick) {
                tables.add(constant(bytes));
            }
        }
        return tables;
    }

    private static HostedRepository repository(Acme acme, int size) {
        HostedRepository repository = acme.workspace.repository("files-" + size);
        repository.commit("main", "README.md", "Large\n");
        for (int i = 0; i < FILES; i++) {
            repository.commit("main", FileWays.path(i), "The file number " + i + "\n");
        }
        repository.commitNoise("main", "noise.bin", (long) size * MEGABYTE);
        return repository;
    }

    /** Other programs are already compiled; the use cases run within this program, which is not. */
    private static void warmUp(FileWays ways, String slug, int times) throws Exception {
        for (int i = 0; i < times; i++) {
            ways.cost(slug, ways.commit(FILES));
            ways.cost(slug, ways::read);
        }
    }

    private static Map<String, List<Cost>> contest(
            FileWays ways, String slug, Map<String, Way> contenders, boolean quick, int size) throws Exception {
        Map<String, List<Cost>> costs = new LinkedHashMap<>();
        if (!Command.exists("git")) {
            contenders.keySet().retainAll(List.of(OURS));
        }
        for (int round = 0; round < (quick ? 1 : 3); round++) {
            for (Map.Entry<String, Way> contender : contenders.entrySet()) {
                // A clone of a large repository is slow each time.
                boolean seldom = size == LARGE && !List.of(OURS, BLOBLESS).contains(contender.getKey());
                if (round == 0 || !seldom) {
                    costs.computeIfAbsent(contender.getKey(), none -> new ArrayList<>())
                            .add(ways.cost(slug, contender.getValue()));
                }
            }
        }
        return costs;
    }

    private static Samples milliseconds(List<Cost> each) {
        return new Samples(each.stream().map(Cost::milliseconds).toList());
    }

    private static Samples kilobytes(List<Cost> each) {
        return new Samples(each.stream().map(cost -> cost.bytes() / 1_000.0).toList());
    }

    private static Table table(
            String what, int size, Map<String, List<Cost>> costs, Map<String, Map<Integer, Samples>> bytes) {
        Table table = new Table(what + " in a repository of " + size + " MB");
        Samples ours = milliseconds(costs.get(OURS));
        for (String other : List.of(TREELESS, BLOBLESS, SHALLOW)) {
            if (costs.containsKey(other)) {
                table.faster(OURS, ours, "ms", other, milliseconds(costs.get(other)));
                if (size == LARGE) {
                    table.ratioAtLeast(other.equals(SHALLOW) ? 500 : 5);
                }
            }
        }
        costs.forEach((way, each) -> {
            if (!way.equals(OURS)) {
                table.row(way, milliseconds(each), "ms");
            }
        });
        costs.forEach((way, each) -> table.row(way + ": on the wire", kilobytes(each), "kB"));
        bytes.computeIfAbsent(what, none -> new LinkedHashMap<>()).put(size, kilobytes(costs.get(OURS)));
        return table;
    }

    private static Table constant(Map<String, Map<Integer, Samples>> bytes) {
        Table table = new Table("On the wire in a repository of 500 MB, against one of 1 MB");
        bytes.forEach((what, bySize) -> table.times(what, bySize.get(LARGE), "kB", "the bytes at 1 MB", bySize.get(1))
                .ratioAtMost(1.05));
        return table;
    }
}

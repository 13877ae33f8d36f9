package io.jenkins.plugins.bitbucket.benchmark;

import io.jenkins.plugins.bitbucket.benchmark.BranchMaker.Cost;
import io.jenkins.plugins.bitbucket.testing.SshAcme;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A branch in small and large repositories: with the use case, and by cloning and pushing. */
final class RepositorySizes implements Chapter {

    private static final int MEGABYTE = 1_000_000;
    private static final String REST = "use case by REST";
    private static final String SSH = "use case by SSH";
    private static final String TREELESS = "git clone --filter=tree:0 --depth 1, and push";
    private static final String SHALLOW = "git clone --depth 1, and push";
    private static final String JGIT = "JGit clone, and push";

    @Override
    public String name() {
        return "sizes";
    }

    @Override
    public List<Table> measure(boolean quick) throws Exception {
        List<Integer> sizes = quick ? List.of(1) : List.of(1, 50, 500);
        List<Table> tables = new ArrayList<>();
        Map<Integer, Map<String, Costs>> bySize = new LinkedHashMap<>();
        try (SshAcme acme = SshAcme.withKeyOfAccount();
                BranchMaker maker = new BranchMaker(acme)) {
            warmUp(acme, maker, quick ? 1 : 150);
            for (int size : sizes) {
                Map<String, Costs> costs = measure(acme, maker, size, quick);
                bySize.put(size, costs);
                tables.add(table(size, costs));
            }
        }
        if (bySize.containsKey(500)) {
            tables.add(constant(bySize.get(1), bySize.get(500)));
        }
        return tables;
    }

    /** The costs of one way to create a branch. */
    private record Costs(Samples milliseconds, Samples kilobytes) {

        static Costs of(List<Cost> each) {
            return new Costs(
                    new Samples(each.stream().map(Cost::milliseconds).toList()),
                    new Samples(
                            each.stream().map(cost -> cost.bytes() / 1_000.0).toList()));
        }
    }

    /** Other programs are already compiled; the use cases run within this program, which is not. */
    private static void warmUp(SshAcme acme, BranchMaker maker, int times) throws Exception {
        for (int i = 0; i < times; i++) {
            maker.cost(acme.acme.infra.slug(), maker::byRest);
            maker.cost(acme.acme.infra.slug(), maker::bySsh);
        }
    }

    private static Map<String, Costs> measure(SshAcme acme, BranchMaker maker, int size, boolean quick)
            throws Exception {
        var repository = acme.acme.workspace.repository("size-" + size);
        repository.commit("main", "README.md", "Large\n");
        repository.commitNoise("main", "noise.bin", (long) size * MEGABYTE);

        Map<String, BranchMaker.Way> often = new LinkedHashMap<>();
        often.put(REST, maker::byRest);
        often.put(SSH, maker::bySsh);
        Map<String, BranchMaker.Way> seldom = new LinkedHashMap<>();
        if (Command.exists("git")) {
            often.put(TREELESS, maker::byTreelessClone);
            seldom.put(SHALLOW, maker::byShallowClone);
        }
        seldom.put(JGIT, maker::byJGit);

        Map<String, List<Cost>> costs = new LinkedHashMap<>();
        // A clone of a large repository takes a minute each time.
        takeTurns(maker, repository.slug(), often, quick ? 2 : 9, costs);
        takeTurns(maker, repository.slug(), seldom, quick || size > 50 ? 1 : 3, costs);
        Map<String, Costs> samples = new LinkedHashMap<>();
        costs.forEach((way, each) -> samples.put(way, Costs.of(each)));
        return samples;
    }

    private static void takeTurns(
            BranchMaker maker,
            String slug,
            Map<String, BranchMaker.Way> ways,
            int rounds,
            Map<String, List<Cost>> costs)
            throws Exception {
        for (int round = 0; round < rounds; round++) {
            for (Map.Entry<String, BranchMaker.Way> way : ways.entrySet()) {
                costs.computeIfAbsent(way.getKey(), none -> new ArrayList<>()).add(maker.cost(slug, way.getValue()));
            }
        }
    }

    private static Table table(int size, Map<String, Costs> costs) {
        Table table = new Table(String.format("Create a branch in a repository of %d MB", size));
        for (String ours : List.of(REST, SSH)) {
            for (String other : List.of(SHALLOW, TREELESS, JGIT)) {
                if (costs.containsKey(other)) {
                    table.faster(
                            ours,
                            costs.get(ours).milliseconds(),
                            "ms",
                            other,
                            costs.get(other).milliseconds());
                    if (size == 500 && !other.equals(JGIT)) {
                        table.ratioAtLeast(other.equals(SHALLOW) ? 500 : 4);
                    }
                }
            }
        }
        for (String other : List.of(SHALLOW, TREELESS, JGIT)) {
            if (costs.containsKey(other)) {
                table.row(other, costs.get(other).milliseconds(), "ms");
            }
        }
        costs.forEach((way, cost) -> table.row(way + ": on the wire", cost.kilobytes(), "kB"));
        return table;
    }

    private static Table constant(Map<String, Costs> small, Map<String, Costs> large) {
        Table table = new Table("Create a branch in a repository of 500 MB, against one of 1 MB");
        for (String ours : List.of(REST, SSH)) {
            Costs one = small.get(ours);
            Costs other = large.get(ours);
            table.times(ours, other.milliseconds(), "ms", "the time at 1 MB", one.milliseconds())
                    .ratioAtMost(1.2)
                    .times(ours, other.kilobytes(), "kB", "the bytes at 1 MB", one.kilobytes())
                    .ratioAtMost(1.1);
        }
        return table;
    }
}

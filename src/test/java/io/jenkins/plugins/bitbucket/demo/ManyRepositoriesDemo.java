package io.jenkins.plugins.bitbucket.demo;

import io.jenkins.plugins.bitbucket.core.http.ApiCredential;
import io.jenkins.plugins.bitbucket.core.http.ApiToken;
import io.jenkins.plugins.bitbucket.core.http.Email;
import io.jenkins.plugins.bitbucket.demo.Proposals.Total;
import io.jenkins.plugins.bitbucket.emulator.EmbeddedBitbucket;
import io.jenkins.plugins.bitbucket.emulator.http.Fault;
import io.jenkins.plugins.bitbucket.emulator.state.Account;
import io.jenkins.plugins.bitbucket.emulator.state.HostedRepository;
import io.jenkins.plugins.bitbucket.emulator.state.HostedWorkspace;
import io.jenkins.plugins.bitbucket.testing.UnexpectedOutcome;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.revwalk.RevCommit;

/** One change to many repositories of the embedded Bitbucket: twice, and once more with a run that is killed. */
final class ManyRepositoriesDemo {

    private static final String EMAIL = "ci@acme.example";
    private static final String ACME = "acme";

    private final PrintStream out;
    private final int number;
    private final boolean terminal;

    /** @param number the number of repositories */
    ManyRepositoriesDemo(PrintStream out, int number) {
        this.out = out;
        this.number = number;
        this.terminal = System.console() != null;
    }

    void run() throws IOException, InterruptedException {
        try (EmbeddedBitbucket embedded = EmbeddedBitbucket.start()) {
            Account account = embedded.account(EMAIL, "acme-ci", "Acme CI");
            HostedWorkspace acme = embedded.workspace(ACME, "Acme").member(account);
            List<HostedRepository> tools = fill(acme, "TOOLS");
            out.println("Embedded Bitbucket Cloud at " + embedded.apiUrl() + ", with " + number + " repositories in"
                    + " the project TOOLS. Each gets a branch with one commit, and a pull request.");
            ApiCredential credential =
                    new ApiCredential("demo", new Email(EMAIL), new ApiToken(account.tokenWithAllScopes()));
            Proposals proposals = new Proposals(embedded.apiUrl(), credential);

            Total first = tell("First run", proposals.run(ACME, "TOOLS", progress("First run")));
            expect(first.proposed() == number, "the first run should have changed all of them");
            List<ObjectId> tips = tips(tools);
            checkEachOnce(tools);
            Total second = tell("Second run", proposals.run(ACME, "TOOLS", progress("Second run")));
            expect(second.proposed() == 0 && tips(tools).equals(tips), "the second run should have changed nothing");
            checkEachOnce(tools);
            expect(second.requests() <= 2 * number, "the second run should have cost two requests a repository");

            List<HostedRepository> apps = fill(acme, "APPS");
            killInTheMiddle(embedded, credential, apps);
            tell("Started again", proposals.run(ACME, "APPS", progress("Started again")));
            checkEachOnce(apps);
            out.println("Each change was made once.");
        }
    }

    private List<HostedRepository> fill(HostedWorkspace workspace, String project) {
        workspace.project(project, project);
        List<HostedRepository> repositories = new ArrayList<>();
        for (int i = 1; i <= number; i++) {
            HostedRepository repository = workspace
                    .repository(project.toLowerCase(Locale.ROOT) + "-" + i)
                    .inProject(project);
            repository.commit("main", "README.md", repository.slug() + "\n");
            repositories.add(repository);
        }
        return repositories;
    }

    private IntConsumer progress(String run) {
        return done -> {
            if (terminal) {
                synchronized (out) {
                    out.printf("\r  %s: %d of %d repositories", run, done, number);
                    out.flush();
                }
            }
        };
    }

    private Total tell(String run, Total total) {
        out.printf(
                Locale.ROOT,
                "%s  %s: %d proposed, %d proposed before; %d requests, %.2f a repository; %.1f s%n",
                terminal ? "\r" : "",
                run,
                total.proposed(),
                total.found(),
                total.requests(),
                (double) total.requests() / number,
                total.time().toMillis() / 1000.0);
        return total;
    }

    /** Starts a run in a separate process, and kills it when a third of the pull requests are open. */
    private void killInTheMiddle(EmbeddedBitbucket embedded, ApiCredential credential, List<HostedRepository> apps)
            throws IOException, InterruptedException {
        ProcessBuilder java = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Proposals.class.getName(),
                        embedded.apiUrl().toString(),
                        EMAIL,
                        ACME,
                        "APPS")
                .inheritIO();
        java.environment().put(Demo.TOKEN_VARIABLE, credential.token().reveal());
        CountDownLatch enough = new CountDownLatch(1);
        CompletableFuture<Void> killed = new CompletableFuture<>();
        embedded.misbehave(request -> {
            if (open(apps) < number / 3) {
                return Fault.none();
            }
            enough.countDown();
            return Fault.hold(killed);
        });
        Process run = java.start();
        run.onExit().thenRun(enough::countDown);
        enough.await();
        run.destroyForcibly().waitFor();
        killed.complete(null);
        // Bitbucket completes what it was doing for it.
        while (embedded.unansweredRequests() > 0) {
            TimeUnit.MILLISECONDS.sleep(5);
        }
        embedded.misbehave(request -> Fault.none());
        out.println("  A run of " + number + " more was killed when " + open(apps) + " pull requests were open.");
    }

    private static long open(List<HostedRepository> repositories) {
        return repositories.stream()
                .mapToInt(repository -> repository.pullRequests().size())
                .sum();
    }

    private static List<ObjectId> tips(List<HostedRepository> repositories) {
        return repositories.stream()
                .map(repository ->
                        repository.git().tip(Proposals.BRANCH.value()).orElseThrow())
                .toList();
    }

    private static void checkEachOnce(List<HostedRepository> repositories) {
        for (HostedRepository repository : repositories) {
            RevCommit tip = repository
                    .git()
                    .commit(repository.git().tip(Proposals.BRANCH.value()).orElseThrow());
            expect(
                    tip.getParentCount() == 1
                            && tip.getParent(0)
                                    .equals(repository.git().tip("main").orElseThrow())
                            && repository.branches().size() == 2
                            && repository.pullRequests().size() == 1,
                    repository + " should have one commit on one branch, and one pull request");
        }
    }

    private static void expect(boolean fulfilled, String what) {
        if (!fulfilled) {
            throw new UnexpectedOutcome(what + ".");
        }
    }
}

package io.jenkins.plugins.bitbucket.peers;

import io.jenkins.plugins.bitbucket.emulator.EmbeddedBitbucket;
import io.jenkins.plugins.bitbucket.emulator.state.HostedRepository;
import io.jenkins.plugins.bitbucket.testing.Acme;
import io.jenkins.plugins.bitbucket.testing.SshAcme;
import io.jenkins.plugins.bitbucket.testing.TlsFront;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.eclipse.jgit.util.FileUtils;

/**
 * Runs third-party clients against the embedded Bitbucket, to check that it behaves as they expect. Each is a script
 * that fails if something is not as its client expects.
 */
public final class Peers implements AutoCloseable {

    private static final int MAX_MINUTES = 5;
    private static final String HOST = "bitbucket.test";
    private static final String GIT_USER = "x-bitbucket-api-token-auth";

    private final Path scripts;
    private final Path modules;
    private final Path folder;
    private final SshAcme ssh = SshAcme.withKeyOfAccount();
    private final EmbeddedBitbucket bitbucket = ssh.acme.bitbucket;
    private final String token = ssh.acme.ci.tokenWithAllScopes();
    private final TlsFront tls;

    private Peers(Path scripts, Path modules) throws IOException {
        this.scripts = scripts.toAbsolutePath();
        this.modules = modules.toAbsolutePath();
        folder = Files.createTempDirectory("peers");
        tls = new TlsFront(bitbucket.apiUrl(), "api." + HOST);
    }

    /** A client: its script, the interpreter of the script, and what must be installed. */
    private record Peer(String name, String interpreter, String script, List<String> programs, List<String> packages) {}

    private static final List<Peer> ALL = List.of(
            new Peer("git over HTTP", "bash", "git-http.sh", List.of("git"), List.of()),
            new Peer("git over OpenSSH", "bash", "git-ssh.sh", List.of("git", "ssh"), List.of()),
            new Peer("curl", "bash", "curl.sh", List.of("curl"), List.of()),
            new Peer("the npm client bitbucket", "node", "bitbucket.cjs", List.of("node"), List.of("bitbucket")),
            new Peer("Renovate", "bash", "renovate.sh", List.of("git", "curl", "node"), List.of("renovate")),
            new Peer(
                    "Renovate's platform",
                    "node",
                    "renovate-platform.cjs",
                    List.of("git", "node"),
                    List.of("renovate")));

    /** @param args the folder of the scripts, and that of the npm packages */
    public static void main(String[] args) throws Exception {
        int failed = 0;
        int run = 0;
        try (Peers peers = new Peers(Path.of(args[0]), Path.of(args[1]))) {
            peers.fill();
            for (Peer peer : ALL) {
                List<String> missing = peers.missing(peer);
                if (!missing.isEmpty()) {
                    System.out.println("left out: " + peer.name() + ", as there is no " + String.join(", ", missing));
                    continue;
                }
                run++;
                boolean fine = peers.run(peer);
                failed += fine ? 0 : 1;
                System.out.println((fine ? "works: " : "FAILED: ") + peer.name());
            }
        }
        System.out.println("Peers: " + run + " of " + ALL.size() + " run, " + failed + " failed");
        System.exit(failed == 0 ? 0 : 1);
    }

    /** What the scripts find in addition to Acme's infrastructure repository. */
    private void fill() {
        HostedRepository modulesRepository = ssh.acme.workspace.repository("modules");
        modulesRepository.tag("v1.0.0", modulesRepository.commit("main", "main.tf", "a module\n"));
        HostedRepository updates = ssh.acme.workspace.repository("updates");
        updates.commit("main", "versions.txt", "modules v1.0.0\n");
        updates.commit("main", "renovate.json", """
                {
                  "enabledManagers": ["custom.regex"],
                  "customManagers": [{
                    "customType": "regex",
                    "fileMatch": ["^versions\\\\.txt$"],
                    "matchStrings": ["(?<depName>modules) (?<currentValue>\\\\S+)"],
                    "datasourceTemplate": "git-tags",
                    "packageNameTemplate": "%s/acme/modules.git"
                  }]
                }
                """.formatted(origin()));
        HostedRepository platform = ssh.acme.workspace.repository("platform");
        platform.commit("main", "README.md", "Acme's platform\n");
        platform.commit("feature", "feature.txt", "new\n");
    }

    private URI origin() {
        return URI.create("http://" + bitbucket.apiUrl().getAuthority());
    }

    private List<String> missing(Peer peer) {
        List<String> missing = new ArrayList<>();
        peer.programs().stream().filter(program -> !isInstalled(program)).forEach(missing::add);
        peer.packages().stream()
                .filter(name -> !Files.isDirectory(modules.resolve(name)))
                .map(name -> "npm package " + name)
                .forEach(missing::add);
        return missing;
    }

    private static boolean isInstalled(String program) {
        for (String directory : System.getenv("PATH").split(File.pathSeparator)) {
            if (Files.isExecutable(Path.of(directory, program))) {
                return true;
            }
        }
        return false;
    }

    private boolean run(Peer peer) throws IOException, InterruptedException {
        Path work = Files.createDirectory(folder.resolve(peer.script()));
        Path output = folder.resolve(peer.script() + ".log");
        ProcessBuilder builder = new ProcessBuilder(
                        peer.interpreter(), scripts.resolve(peer.script()).toString())
                .directory(work.toFile())
                .redirectInput(new File("/dev/null"))
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().putAll(environment(work));
        if (peer.interpreter().equals("node")) {
            builder.environment().put("NODE_OPTIONS", "--require " + scripts.resolve("resolve.cjs"));
        }
        Process process = builder.start();
        boolean ended = process.waitFor(MAX_MINUTES, TimeUnit.MINUTES);
        if (!ended) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
        if (ended && process.exitValue() == 0) {
            return true;
        }
        String login = Acme.authorization(ssh.acme.ci.email(), token);
        System.out.print(Files.readString(output).replace(login, "****").replace(token, "****"));
        return false;
    }

    private Map<String, String> environment(Path work) throws IOException {
        String gitUrl =
                "http://" + GIT_USER + ":" + token + "@" + bitbucket.apiUrl().getAuthority();
        Map<String, String> environment = new HashMap<>(Map.of(
                "API_URL", bitbucket.apiUrl().toString(),
                "TLS_URL", "https://api." + HOST + ":" + tls.url().getPort() + "/",
                "GIT_URL", gitUrl,
                "SSH_URL", "ssh://git@" + ssh.ssh.host() + ":" + ssh.ssh.port(),
                "BITBUCKET_EMAIL", ssh.acme.ci.email(),
                "BITBUCKET_TOKEN", token,
                "PEERS", scripts.toString(),
                "PEER_MODULES", modules.toString(),
                "NODE_PATH", modules.toString(),
                "HOME", work.toString()));
        environment.put(
                "NODE_EXTRA_CA_CERTS", write("ca.pem", tls.certificate()).toString());
        environment.put("SSH_KEY", write("key", SshAcme.privateHalf(ssh.pair)).toString());
        environment.put(
                "SSH_KNOWN_HOSTS",
                write("known_hosts", "[" + ssh.ssh.host() + "]:" + ssh.ssh.port() + " " + ssh.ssh.publicKey() + "\n")
                        .toString());
        environment.put("GIT_TERMINAL_PROMPT", "0");
        environment.put("GIT_CONFIG_NOSYSTEM", "1");
        for (String who : List.of("AUTHOR", "COMMITTER")) {
            environment.put("GIT_" + who + "_NAME", "Ada");
            environment.put("GIT_" + who + "_EMAIL", "ada@acme.example");
        }
        // Renovate derives git's address and login from the API's host; the server uses another name and no TLS.
        String login = URLEncoder.encode(ssh.acme.ci.email(), StandardCharsets.UTF_8) + ":" + token;
        environment.putAll(Map.of(
                "GIT_CONFIG_COUNT", "2",
                "GIT_CONFIG_KEY_0", "url." + gitUrl + "/.insteadOf",
                "GIT_CONFIG_VALUE_0", "https://" + login + "@" + HOST + "/",
                "GIT_CONFIG_KEY_1", "url." + gitUrl + "/.insteadOf",
                "GIT_CONFIG_VALUE_1", origin() + "/"));
        return environment;
    }

    private Path write(String name, String text) throws IOException {
        Path file = Files.writeString(folder.resolve(name), text);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }

    @Override
    public void close() throws IOException {
        tls.close();
        ssh.close();
        FileUtils.delete(folder.toFile(), FileUtils.RECURSIVE | FileUtils.RETRY);
    }
}

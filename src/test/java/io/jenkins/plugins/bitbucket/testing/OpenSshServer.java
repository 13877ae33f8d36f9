package io.jenkins.plugins.bitbucket.testing;

import io.jenkins.plugins.bitbucket.core.git.BitbucketSsh;
import io.jenkins.plugins.bitbucket.core.git.ssh.HostKeys;
import io.jenkins.plugins.bitbucket.core.git.ssh.SshHost;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A real OpenSSH server, if it is installed, on its own port and with real git. The user who runs the tests runs it and
 * logs in.
 */
public final class OpenSshServer implements AutoCloseable {

    private static final Path SSHD = Path.of("/usr/sbin/sshd");
    private static final Map<String, String> NO_SETTINGS = Map.of(
            "GIT_CONFIG_GLOBAL", "/dev/null",
            "GIT_CONFIG_NOSYSTEM", "1",
            "GIT_AUTHOR_NAME", "Ada",
            "GIT_AUTHOR_EMAIL", "ada@acme.example",
            "GIT_COMMITTER_NAME", "Ada",
            "GIT_COMMITTER_EMAIL", "ada@acme.example");

    public final Path repository;

    private final Path folder;
    private final List<String> options = new ArrayList<>(List.of(
            "AcceptEnv GIT_PROTOCOL",
            "ListenAddress 127.0.0.1",
            "LogLevel VERBOSE",
            "PasswordAuthentication no",
            "KbdInteractiveAuthentication no",
            "PermitRootLogin yes",
            "PidFile none",
            // Otherwise, bash reads the user's start files for each command, which may be slow.
            "SetEnv SHLVL=1",
            "StrictModes no",
            "UsePAM no"));
    private Process process;
    private int port;

    /** @param folder an empty folder for all of its files */
    public OpenSshServer(Path folder) throws Exception {
        this.folder = folder;
        repository = folder.resolve("acme/infra.git");
        Files.createDirectories(repository);
        Files.createFile(folder.resolve("authorized_keys"));
        git("init", "--quiet", "--bare", "--initial-branch=main", ".");
        git("update-ref", "refs/heads/main", commit());
        serve("[ -n \"$SSH_ORIGINAL_COMMAND\" ] || { echo 'authenticated via ssh key.'; exit 0; }");
    }

    public static boolean isInstalled() {
        return Files.isExecutable(SSHD) && Files.isExecutable(Path.of("/usr/bin/git-shell"));
    }

    /** Adds a line to the server's configuration; the first one of a kind counts. */
    public OpenSshServer with(String option) {
        options.add(0, option);
        return this;
    }

    /** Adds a host key to the server. */
    public OpenSshServer withHostKey(String type) throws Exception {
        run(
                folder,
                List.of(
                        "ssh-keygen",
                        "-q",
                        "-t",
                        type,
                        "-N",
                        "",
                        "-f",
                        folder.resolve(type).toString()));
        return with("HostKey " + folder.resolve(type));
    }

    /** Signs the host key of that type with an unknown authority. */
    public OpenSshServer certifyHostKey(String type) throws Exception {
        String authority = folder.resolve("authority").toString();
        run(folder, List.of("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", authority));
        run(
                folder,
                List.of(
                        "ssh-keygen",
                        "-q",
                        "-s",
                        authority,
                        "-h",
                        "-I",
                        "host",
                        "-n",
                        "127.0.0.1",
                        folder.resolve(type + ".pub").toString()));
        return with("HostCertificate " + folder.resolve(type + "-cert.pub"));
    }

    /** The fingerprint of the host key of that type. */
    public String fingerprint(String type) throws Exception {
        return run(
                        folder,
                        List.of(
                                "ssh-keygen",
                                "-l",
                                "-f",
                                folder.resolve(type + ".pub").toString()))
                .split(" ")[1];
    }

    /** The host key of that type in the format of {@code known_hosts}, without the host. */
    public String publicKey(String type) throws IOException {
        return Files.readString(folder.resolve(type + ".pub")).strip();
    }

    /** Authorizes this key. */
    public OpenSshServer allow(String publicKey) throws IOException {
        Files.writeString(
                folder.resolve("authorized_keys"),
                "restrict,command=\"" + folder.resolve("serve") + "\" " + publicKey + "\n",
                StandardOpenOption.APPEND);
        return this;
    }

    /** Runs {@code before} in front of git. */
    public OpenSshServer serve(String before) throws IOException {
        executable(
                folder.resolve("serve"),
                "export GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_NOSYSTEM=1; cd " + folder + "; " + before
                        + "\nexec git-shell -c \"$SSH_ORIGINAL_COMMAND\"");
        return this;
    }

    /** Installs a script as one of git's hooks. */
    public OpenSshServer hook(String name, String script) throws IOException {
        executable(repository.resolve("hooks").resolve(name), script);
        return this;
    }

    private static void executable(Path file, String script) throws IOException {
        Files.writeString(file, "#!/bin/sh\n" + script + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    /** Creates a commit that no branch or tag points to, and returns its hash. */
    public String commit() throws Exception {
        String tree = git("hash-object", "-t", "tree", "-w", "/dev/null");
        return git("commit-tree", tree, "-m", "Change");
    }

    /** Runs git in the repository, and returns its output. */
    public String git(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("git"));
        command.addAll(List.of(arguments));
        return run(repository, command);
    }

    private static String run(Path folder, List<String> command) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
        builder.environment().putAll(NO_SETTINGS);
        Process process = builder.redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes()).strip();
        if (process.waitFor() != 0) {
            throw new AssertionError(command + ": " + output);
        }
        return output;
    }

    public OpenSshServer start() throws Exception {
        if (System.getProperty("user.name").equals("root")) {
            // The server requires this empty folder of its package if root starts it.
            Files.createDirectories(Path.of("/run/sshd"));
        }
        do {
            try (ServerSocket free = new ServerSocket(0)) {
                port = free.getLocalPort();
            }
            List<String> config = new ArrayList<>(options);
            config.add("Port " + port);
            config.add("AuthorizedKeysFile " + folder.resolve("authorized_keys"));
            Files.write(folder.resolve("sshd_config"), config);
            Files.deleteIfExists(folder.resolve("log"));
            process = new ProcessBuilder(
                            SSHD.toString(),
                            "-D",
                            "-f",
                            folder.resolve("sshd_config").toString(),
                            "-E",
                            folder.resolve("log").toString())
                    .start();
        } while (!listens());
        return this;
    }

    /** Waits until it listens, unless another program has taken the port. */
    private boolean listens() throws Exception {
        while (!log().contains("Server listening on")) {
            if (process.waitFor(5, TimeUnit.MILLISECONDS)) {
                if (log().contains("Address already in use")) {
                    return false;
                }
                throw new AssertionError("sshd has ended: " + log()
                        + new String(process.getErrorStream().readAllBytes()));
            }
        }
        return true;
    }

    /** The log of the server so far. */
    public String log() throws IOException {
        Path log = folder.resolve("log");
        return Files.exists(log) ? Files.readString(log) : "";
    }

    /** The number of connections that have reached the login. */
    public long logins() throws IOException {
        return log().lines()
                .filter(line -> line.contains("Accepted publickey for"))
                .count();
    }

    public SshHost host() {
        return new SshHost(System.getProperty("user.name"), "127.0.0.1", port);
    }

    /** A client that trusts {@code hostKeys}. */
    public BitbucketSsh client(HostKeys hostKeys) {
        return BitbucketSsh.at(host(), hostKeys, Duration.ofMinutes(2), Duration.ofMinutes(4));
    }

    @Override
    public void close() {
        if (process != null) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly().onExit().join();
        }
    }
}

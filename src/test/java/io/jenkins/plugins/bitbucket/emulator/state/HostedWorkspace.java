package io.jenkins.plugins.bitbucket.emulator.state;

import io.jenkins.plugins.bitbucket.emulator.git.BareRepository;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;

/** A workspace: its members, projects and repositories. */
public final class HostedWorkspace {

    private final String slug;
    private final String name;
    private final URI origin;
    private final Path folder;
    private final Directory directory;
    private final UUID uuid = UUID.randomUUID();
    private final Instant createdOn = Instant.now();
    private final Map<Account, Boolean> administratorByMember = new ConcurrentHashMap<>();
    private final Map<String, Project> projects = new ConcurrentSkipListMap<>();
    private final Map<String, HostedRepository> repositories = new ConcurrentSkipListMap<>();
    private final Project defaultProject;

    public HostedWorkspace(String slug, String name, URI origin, Path folder, Directory directory) {
        this.slug = slug;
        this.name = name;
        this.origin = origin;
        this.folder = folder.resolve(slug);
        this.directory = directory;
        project("DEFAULT", "Default project");
        this.defaultProject = projects.get("DEFAULT");
    }

    /** Makes the account a member, who may write to all repositories but those that say otherwise. */
    public HostedWorkspace member(Account account) {
        administratorByMember.put(account, false);
        return this;
    }

    public HostedWorkspace administrator(Account account) {
        administratorByMember.put(account, true);
        return this;
    }

    public HostedWorkspace project(String key, String name) {
        projects.put(key, new Project(key, name, "{" + UUID.randomUUID() + "}", Instant.now()));
        return this;
    }

    /** Makes a repository, empty, in the default project. */
    public HostedRepository repository(String slug) {
        BareRepository git = new BareRepository(folder.resolve(slug + ".git"));
        HostedRepository repository = new HostedRepository(this, slug, git, origin, directory);
        if (repositories.putIfAbsent(slug, repository) != null) {
            throw new IllegalArgumentException("There is a repository like that already: " + repository);
        }
        return repository;
    }

    public String slug() {
        return slug;
    }

    public String name() {
        return name;
    }

    public String uuid() {
        return "{" + uuid + "}";
    }

    public boolean hasMember(Account account) {
        return administratorByMember.containsKey(account);
    }

    public boolean isAdministrator(Account account) {
        return administratorByMember.getOrDefault(account, false);
    }

    public List<Account> members() {
        return administratorByMember.keySet().stream()
                .sorted((a, b) -> a.nickname().compareTo(b.nickname()))
                .toList();
    }

    public Collection<Project> projects() {
        return projects.values();
    }

    Project defaultProject() {
        return defaultProject;
    }

    Project projectOf(String key) {
        return Optional.ofNullable(projects.get(key))
                .orElseThrow(() -> new IllegalArgumentException("No project " + key + " in " + this));
    }

    public Collection<HostedRepository> repositories() {
        return repositories.values();
    }

    /** By slug or {uuid}, in any letter case. */
    public Optional<HostedRepository> find(String identifier) {
        return repositories.values().stream()
                .filter(repository -> repository.slug().equalsIgnoreCase(identifier)
                        || repository.uuid().equalsIgnoreCase(identifier))
                .findFirst();
    }

    public Instant createdOn() {
        return createdOn;
    }

    @Override
    public String toString() {
        return slug;
    }

    /** A project, which groups repositories. */
    public record Project(String key, String name, String uuid, Instant createdOn) {}
}

package io.jenkins.plugins.bitbucket.credentials;

import com.cloudbees.plugins.credentials.SystemCredentialsProvider;
import com.cloudbees.plugins.credentials.common.StandardCredentials;
import hudson.Extension;
import hudson.ExtensionList;
import hudson.XmlFile;
import hudson.model.Item;
import hudson.model.ItemGroup;
import hudson.model.Saveable;
import hudson.model.listeners.ItemListener;
import hudson.model.listeners.SaveableListener;
import hudson.security.ACL;
import hudson.security.ACLContext;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;

/**
 * The credentials that Jenkins itself stores, on system level and in folders, not those of users or from vaults.
 * Jenkins needs them for every page of an administrator, so they are cached until credentials are saved, a folder is
 * deleted, or some minutes have passed.
 */
@Extension
@Restricted(NoExternalUse.class)
public final class KeptCredentials {

    // For changes without a notification, such as a file edited by hand.
    private static final long MAX_AGE = TimeUnit.MINUTES.toNanos(5);

    private record Walk(long changes, long nanoTime, List<Stored<StandardCredentials>> found) {}

    private final AtomicLong changes = new AtomicLong();
    private volatile Walk last;

    public static KeptCredentials get() {
        return ExtensionList.lookupSingleton(KeptCredentials.class);
    }

    /** All of a type, for any user; the caller must show only what the viewer can see. */
    public <C extends StandardCredentials> Stream<Stored<C>> all(Class<C> type) {
        return all().stream().flatMap(stored -> stored.as(type).stream());
    }

    private List<Stored<StandardCredentials>> all() {
        Walk walk = last;
        long now = System.nanoTime();
        if (walk == null || walk.changes() != changes.get() || now - walk.nanoTime() > MAX_AGE) {
            long changesBefore = changes.get();
            try (ACLContext all = ACL.as2(ACL.SYSTEM2)) {
                walk = new Walk(
                        changesBefore,
                        now,
                        Stored.allKeptHere(StandardCredentials.class).toList());
            }
            last = walk;
        }
        return walk.found();
    }

    private static void changed() {
        get().changes.incrementAndGet();
    }

    /** Credentials are saved by Jenkins itself, or with their folder. */
    @Extension
    @Restricted(NoExternalUse.class)
    public static final class Saves extends SaveableListener {

        @Override
        public void onChange(Saveable saved, XmlFile file) {
            if (saved instanceof SystemCredentialsProvider || saved instanceof ItemGroup) {
                changed();
            }
        }
    }

    /** Folders are created, deleted and moved with their credentials. */
    @Extension
    @Restricted(NoExternalUse.class)
    public static final class Folders extends ItemListener {

        @Override
        public void onLoaded() {
            changed();
        }

        @Override
        public void onCreated(Item item) {
            onChange(item);
        }

        @Override
        public void onDeleted(Item item) {
            onChange(item);
        }

        @Override
        public void onLocationChanged(Item item, String oldFullName, String newFullName) {
            onChange(item);
        }

        private static void onChange(Item item) {
            if (item instanceof ItemGroup) {
                changed();
            }
        }
    }
}

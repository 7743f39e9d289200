package io.insitu.ops.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.insitu.ops.cli.Main;
import io.insitu.ops.log.LogReader;
import io.insitu.ops.site.DataFolder;
import io.insitu.ops.site.Evolution;
import io.insitu.ops.site.Rest;
import io.insitu.ops.site.Site;
import io.insitu.schemas.StoreSpec;
import io.insitu.schemas.Stores;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.DBOptions;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;

/** A digest is made of a changelog; here the store's own files are opened and must hold the very same. */
class StoreFilesIT {
    @TempDir
    Path folder;

    @Test
    void theFilesOfEveryStoreHoldWhatItsChangelogSays() throws Exception {
        Path data = folder.resolve("data");
        assertThat(Main.commandLine()
                        .execute(
                                "demo",
                                "--headless",
                                "--episodes",
                                "24",
                                "--pace",
                                "20",
                                "--data",
                                data.toString(),
                                "--report",
                                folder.resolve("report").toString()))
                .isZero();

        DataFolder place = DataFolder.existing(data);
        try (Site site = Site.join(place)) {
            Rest.bring(site, "test"); // closes the stores
            Digests digests = new Digests(new LogReader(site.clients(), site.serdes()));
            long entries = 0;
            for (StoreSpec store : Stores.all()) {
                StoreDigest logged = Digests.digest(store.name(), digests.contents(store, Evolution.APPLICATION));
                StoreDigest onDisk =
                        Digests.digest(store.name(), onDisk(place.streams().resolve(Evolution.APPLICATION), store));
                assertThat(onDisk).as(store.name()).isEqualTo(logged);
                entries += onDisk.entries();
            }
            assertThat(entries).as("something was compared").isGreaterThan(500);
        }
    }

    /** A task's folder is named after sub-topology and partition. */
    private static List<SortedMap<byte[], byte[]>> onDisk(Path application, StoreSpec store) throws Exception {
        List<Path> tasks;
        try (Stream<Path> folders = Files.list(application)) {
            tasks = folders.filter(
                            task -> Files.isDirectory(task.resolve("rocksdb").resolve(store.name())))
                    .sorted()
                    .toList();
        }
        List<SortedMap<byte[], byte[]>> partitions = new ArrayList<>();
        for (Path task : tasks) {
            partitions.add(contents(task.resolve("rocksdb").resolve(store.name())));
        }
        return partitions;
    }

    private static SortedMap<byte[], byte[]> contents(Path database) throws RocksDBException {
        SortedMap<byte[], byte[]> contents = new TreeMap<>(Digests.BYTES);
        List<ColumnFamilyDescriptor> families = new ArrayList<>();
        try (Options options = new Options();
                ColumnFamilyOptions family = new ColumnFamilyOptions();
                DBOptions opening = new DBOptions()) {
            for (byte[] name : RocksDB.listColumnFamilies(options, database.toString())) {
                families.add(new ColumnFamilyDescriptor(name, family));
            }
            List<ColumnFamilyHandle> handles = new ArrayList<>();
            try (RocksDB store = RocksDB.openReadOnly(opening, database.toString(), families, handles);
                    // The first family holds the entries; further ones are the book-keeping of Streams.
                    RocksIterator each = store.newIterator(handles.get(0))) {
                for (each.seekToFirst(); each.isValid(); each.next()) {
                    contents.put(each.key(), each.value());
                }
                handles.forEach(ColumnFamilyHandle::close);
            }
        }
        return contents;
    }
}

package org.demarc.store;

import java.lang.module.Configuration;
import java.lang.module.ModuleFinder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Driver;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.ServiceLoader;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Finds the JDBC driver for a URL, in a folder that is opened only now.
final class Drivers {
    private Drivers() {}

    static Driver find(String url, @Nullable Path directory) throws SQLException {
        Driver driver = among(ServiceLoader.load(Driver.class, Drivers.class.getClassLoader()), url);
        if (driver == null && directory != null) driver = among(inside(directory), url);
        if (driver != null) return driver;
        int colon = url.indexOf(':', 5);
        String scheme = colon < 0 ? url : url.substring(0, colon);
        throw new StoreException("no JDBC driver for " + scheme + (directory == null ? "" : " in " + directory));
    }

    private static @Nullable Driver among(Iterable<Driver> drivers, String url) throws SQLException {
        for (Driver driver : drivers) if (driver.acceptsURL(url)) return driver;
        return null;
    }

    private static ServiceLoader<Driver> inside(Path directory) {
        if (!Files.isDirectory(directory)) throw new StoreException("no directory with JDBC drivers at " + directory);
        ModuleLayer here = Drivers.class.getModule().getLayer();
        ModuleLayer below = here == null ? ModuleLayer.boot() : here;
        ModuleFinder finder = ModuleFinder.of(directory);
        Set<String> roots = new HashSet<>();
        finder.findAll().forEach(module -> roots.add(module.descriptor().name()));
        Configuration found = below.configuration().resolve(finder, ModuleFinder.of(), roots);
        return ServiceLoader.load(
                below.defineModulesWithOneLoader(found, Drivers.class.getClassLoader()), Driver.class);
    }
}

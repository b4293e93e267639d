<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="ja_JP" sourcelanguage="en">
<context>
    <name>CommandPalette</name>
    <message>
        <source>Command palette</source>
        <translation>コマンドパレット</translation>
    </message>
    <message>
        <source>No command matches. Try fewer letters.</source>
        <translation>一致するコマンドがありません。文字を減らしてみてください。</translation>
    </message>
    <message>
        <source>What do you want to do?</source>
        <translation>何をしますか?</translation>
    </message>
    <message>
        <source>Find a command</source>
        <translation>コマンドを検索</translation>
    </message>
    <message>
        <source>Commands that match</source>
        <translation>一致するコマンド</translation>
    </message>
    <message>
        <source>↑ ↓ choose      Enter run      Esc close</source>
        <translation>↑ ↓ 選択      Enter 実行      Esc 閉じる</translation>
    </message>
</context>
<context>
    <name>CommandRow</name>
    <message>
        <source>not now</source>
        <translation>今は使えません</translation>
    </message>
</context>
<context>
    <name>FolderField</name>
    <message>
        <source>Choose…</source>
        <translation>選択…</translation>
    </message>
    <message>
        <source>There is no such folder yet.</source>
        <translation>このフォルダーはまだありません。</translation>
    </message>
</context>
<context>
    <name>KeyRecorder</name>
    <message>
        <source>Press the keys… Esc stops</source>
        <translation>キーを押してください… Esc で中止</translation>
    </message>
    <message>
        <source>Add shortcut…</source>
        <translation>ショートカットを追加…</translation>
    </message>
</context>
<context>
    <name>Preferences</name>
    <message>
        <source>General</source>
        <translation>一般</translation>
    </message>
    <message>
        <source>Same as the system</source>
        <translation>システムに合わせる</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>言語</translation>
    </message>
    <message>
        <source>Shows when GraphStudio starts next time.</source>
        <translation>次回の起動時に反映されます。</translation>
    </message>
    <message>
        <source>Open the tabs of last time</source>
        <translation>前回のタブを開く</translation>
    </message>
    <message>
        <source>Unsaved work comes back in any case.</source>
        <translation>保存していない作業は設定にかかわらず復元されます。</translation>
    </message>
    <message>
        <source>Tell when a run ends</source>
        <translation>実行の終了を通知</translation>
    </message>
    <message>
        <source>With a message on the desktop, while the window is behind.</source>
        <translation>ウィンドウが背面にあるとき、デスクトップに通知します。</translation>
    </message>
    <message>
        <source>Appearance</source>
        <translation>外観</translation>
    </message>
    <message>
        <source>Theme</source>
        <translation>テーマ</translation>
    </message>
    <message>
        <source>Size of everything</source>
        <translation>表示サイズ</translation>
    </message>
    <message>
        <source>On top of what the desktop says. Shows at the next start.</source>
        <translation>デスクトップの設定に加えて拡大・縮小します。次回の起動時に反映されます。</translation>
    </message>
    <message>
        <source>Less motion</source>
        <translation>動きを減らす</translation>
    </message>
    <message>
        <source>Nothing pulses or glides; progress is still shown.</source>
        <translation>点滅や滑らかな移動をなくします。進行状況は表示されます。</translation>
    </message>
    <message>
        <source>Canvas</source>
        <translation>キャンバス</translation>
    </message>
    <message>
        <source>Mouse</source>
        <translation>マウス</translation>
    </message>
    <message>
        <source>Mouse wheel</source>
        <translation>マウスホイール</translation>
    </message>
    <message>
        <source>With Ctrl it always zooms, with Shift it moves sideways.</source>
        <translation>Ctrl を押すと常にズーム、Shift を押すと横に移動します。</translation>
    </message>
    <message>
        <source>Zooms</source>
        <translation>ズーム</translation>
    </message>
    <message>
        <source>Moves the view</source>
        <translation>表示を移動</translation>
    </message>
    <message>
        <source>Dragging on empty canvas</source>
        <translation>空いた場所のドラッグ</translation>
    </message>
    <message>
        <source>The middle button, or Space, moves the view in any case.</source>
        <translation>中ボタンまたは Space では常に表示を移動します。</translation>
    </message>
    <message>
        <source>Selects (Blender, Houdini)</source>
        <translation>選択 (Blender、Houdini)</translation>
    </message>
    <message>
        <source>Moves the view (ComfyUI)</source>
        <translation>表示を移動 (ComfyUI)</translation>
    </message>
    <message>
        <source>Nodes</source>
        <translation>ノード</translation>
    </message>
    <message>
        <source>Snap to the grid</source>
        <translation>グリッドに吸着</translation>
    </message>
    <message>
        <source>Nodes that are dragged or resized keep to 8 pixels.</source>
        <translation>移動やサイズ変更を 8 ピクセル単位にそろえます。</translation>
    </message>
    <message>
        <source>Pictures inside nodes</source>
        <translation>ノード内の画像</translation>
    </message>
    <message>
        <source>Each node shows the picture that it made.</source>
        <translation>各ノードが作った画像をノードの中に表示します。</translation>
    </message>
    <message>
        <source>Minimap</source>
        <translation>ミニマップ</translation>
    </message>
    <message>
        <source>A small map of the whole graph in the corner.</source>
        <translation>グラフ全体の小さな地図を隅に表示します。</translation>
    </message>
    <message>
        <source>Files</source>
        <translation>ファイル</translation>
    </message>
    <message>
        <source>Dropped files</source>
        <translation>ドロップしたファイル</translation>
    </message>
    <message>
        <source>Forget what you answered with “do not ask again”.</source>
        <translation>「次回から確認しない」で選んだ答えを忘れます。</translation>
    </message>
    <message>
        <source>Engine</source>
        <translation>エンジン</translation>
    </message>
    <message>
        <source>Device</source>
        <translation>デバイス</translation>
    </message>
    <message>
        <source>Where networks run. Changing it restarts the engine.</source>
        <translation>ネットワークを動かす場所です。変更するとエンジンが再起動します。</translation>
    </message>
    <message>
        <source>Automatic: the fastest one</source>
        <translation>自動: 最も速いもの</translation>
    </message>
    <message>
        <source>GPU (CUDA, ROCm)</source>
        <translation>GPU (CUDA、ROCm)</translation>
    </message>
    <message>
        <source>Second GPU</source>
        <translation>2 番目の GPU</translation>
    </message>
    <message>
        <source>Apple GPU</source>
        <translation>Apple GPU</translation>
    </message>
    <message>
        <source>CPU: slow, always works</source>
        <translation>CPU: 遅いが必ず動く</translation>
    </message>
    <message>
        <source>Precision</source>
        <translation>精度</translation>
    </message>
    <message>
        <source>For models that do not say. Half takes half the memory.</source>
        <translation>精度を指定しないモデルに使います。半精度はメモリーも半分です。</translation>
    </message>
    <message>
        <source>Automatic</source>
        <translation>自動</translation>
    </message>
    <message>
        <source>Full (float32)</source>
        <translation>単精度 (float32)</translation>
    </message>
    <message>
        <source>Half (float16)</source>
        <translation>半精度 (float16)</translation>
    </message>
    <message>
        <source>Half, wide (bfloat16)</source>
        <translation>半精度・広範囲 (bfloat16)</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation>メモリー</translation>
    </message>
    <message>
        <source>Kept results</source>
        <translation>保持する結果</translation>
    </message>
    <message>
        <source>What nodes made is kept, so that it need not be made again. This computer has {gib} GiB of memory.</source>
        <translation>ノードの結果を残しておき、同じ計算を繰り返しません。このコンピューターのメモリーは {gib} GiB です。</translation>
    </message>
    <message>
        <source>Folders</source>
        <translation>フォルダー</translation>
    </message>
    <message>
        <source>Models</source>
        <translation>モデル</translation>
    </message>
    <message>
        <source>Where nodes look for models by name.</source>
        <translation>ノードが名前でモデルを探す場所です。</translation>
    </message>
    <message>
        <source>Pictures</source>
        <translation>画像</translation>
    </message>
    <message>
        <source>Where finished pictures are saved.</source>
        <translation>できあがった画像を保存する場所です。</translation>
    </message>
    <message>
        <source>Ask again</source>
        <translation>再び確認する</translation>
    </message>
</context>
<context>
    <name>PreferencesPage</name>
    <message>
        <source>Preferences</source>
        <translation>環境設定</translation>
    </message>
    <message>
        <source>Saved as you change it</source>
        <translation>変更はすぐに保存されます</translation>
    </message>
</context>
<context>
    <name>Reset</name>
    <message>
        <source>Reset: {title}</source>
        <translation>元に戻す: {title}</translation>
    </message>
</context>
<context>
    <name>ShortcutCard</name>
    <message>
        <source>Reset</source>
        <translation>元に戻す</translation>
    </message>
    <message>
        <source>Add a shortcut for {title}</source>
        <translation>{title} のショートカットを追加</translation>
    </message>
    <message>
        <source>Use it here</source>
        <translation>ここで使う</translation>
    </message>
    <message>
        <source>Leave it there</source>
        <translation>そのままにする</translation>
    </message>
    <message>
        <source>Remove {shortcut}</source>
        <translation>{shortcut} を外す</translation>
    </message>
    <message>
        <source>{shortcut} already does: {commands}</source>
        <translation>{shortcut} は次のコマンドで使われています: {commands}</translation>
    </message>
</context>
<context>
    <name>ShortcutsSection</name>
    <message>
        <source>Shortcuts</source>
        <translation>ショートカット</translation>
    </message>
    <message>
        <source>Find a command by its name or by its keys</source>
        <translation>名前またはキーでコマンドを検索</translation>
    </message>
    <message>
        <source>Find a command</source>
        <translation>コマンドを検索</translation>
    </message>
    <message>
        <source>Reset all</source>
        <translation>すべて元に戻す</translation>
    </message>
    <message>
        <source>Reset all shortcuts</source>
        <translation>すべてのショートカットを元に戻す</translation>
    </message>
    <message>
        <source>No command matches. Try fewer letters.</source>
        <translation>一致するコマンドがありません。文字を減らしてみてください。</translation>
    </message>
    <message>
        <source>Commands and their shortcuts</source>
        <translation>コマンドとショートカット</translation>
    </message>
</context>
<context>
    <name>ThemePicker</name>
    <message>
        <source>System</source>
        <translation>システム</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>ダーク</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>ライト</translation>
    </message>
    <message>
        <source>High contrast</source>
        <translation>ハイコントラスト</translation>
    </message>
</context>
</TS>
